import type { ExecutionPlan, PlanContext } from "@polyaxon/compiler";
import type { ClaimedRun } from "@polyaxon/orchestrator";
import { type AttemptFolders, makeAttemptFolders, podName } from "./attempt-folders.ts";
import type { AttemptPlace, Executor } from "./executor-port.ts";
import { planContext } from "./plan-context.ts";
import { hostEnvironment, runEnvironment, withGpus, withHostEnvironment } from "./run-environment.ts";
import { chooseWorkingFolder } from "./working-folder.ts";

/** Stage two of compilation. Only the agent calls it, because only the agent may read secrets (I8). */
export type PlanExecution = (
  content: string,
  context: PlanContext,
) =>
  | { readonly ok: true; readonly plan: ExecutionPlan; readonly notices: readonly string[] }
  | { readonly ok: false; readonly reason: string; readonly message: string };

/** The machine and the server as every attempt of this agent sees them. */
export interface AgentSurroundings {
  readonly owner: string;
  readonly namespace: string;
  /** `POLYAXON_HOST`. */
  readonly host: string;
  /** Equal to a submission's `submitted_from.host` when it came from this machine. */
  readonly hostIdentity: string;
  readonly contextRoot: string;
  readonly artifactsRoot: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Devices that are handed out to attempts; empty when this agent hands out none. */
  readonly hostGpus: readonly string[];
}

export type PreparedAttempt =
  | {
      readonly ok: true;
      readonly plan: ExecutionPlan;
      readonly place: AttemptPlace;
      readonly notices: readonly string[];
    }
  | { readonly ok: false; readonly reason: string; readonly message: string };

/** Makes the attempt's folders and turns the claimed operation into what the executor starts. */
export function prepareAttempt(
  claim: ClaimedRun,
  folders: AttemptFolders,
  surroundings: AgentSurroundings,
  executor: Pick<Executor, "name" | "capabilities">,
  planExecution: PlanExecution,
): PreparedAttempt {
  if (executor.capabilities.localFiles) makeAttemptFolders(folders);
  const { owner, namespace, contextRoot, artifactsRoot } = surroundings;
  const planned = planExecution(
    claim.content,
    planContext(claim, {
      owner,
      namespace,
      paths: { contextRoot, artifactsRoot, runArtifacts: folders.run, runOutputs: folders.outputs },
      env: runEnvironment({
        instance: `${owner}.${claim.run.project}.runs.${claim.run.uuid}`,
        attempt: claim.attempt,
        token: claim.token,
        host: surroundings.host,
        namespace,
        nodeName: nodeName(executor),
        podId: podName(claim.run.uuid, claim.attempt),
        contextRoot,
        artifactsRoot,
        spool: folders.spool,
      }),
    }),
  );
  if (!planned.ok) return planned;
  const { plan } = planned;
  const workingDir = chooseWorkingFolder({
    workingDir: plan.main[0]?.workingDir ?? null,
    metaInfo: claim.run.metaInfo,
    runFolder: folders.run,
    hostIdentity: surroundings.hostIdentity,
  });
  const host = executor.capabilities.hostEnvironment ? hostEnvironment(surroundings.env) : [];
  const { gpus = [] } = claim;
  const isGpuHost = executor.capabilities.hostEnvironment && surroundings.hostGpus.length > 0;
  const complete = withHostEnvironment(plan, host);
  return {
    ok: true,
    plan: isGpuHost ? withGpus(complete, gpus) : complete,
    place: { scratch: folders.scratch, artifacts: folders.run, workingDir },
    notices: [
      ...planned.notices,
      ...ignoredImages(plan, executor),
      ...(isGpuHost && gpus.length === 0 ? [NO_GPUS_ASKED] : []),
    ],
  };
}

const NO_GPUS_ASKED =
  "the run asks for no GPU, so it sees none of this machine's: ask with `resources: {limits: {nvidia.com/gpu: 1}}`";

/** `process-agent`, as upstream names the node of what runs outside a cluster. */
export const nodeName = (executor: Pick<Executor, "name">): string => `${executor.name}-agent`;

function ignoredImages(plan: ExecutionPlan, executor: Pick<Executor, "name" | "capabilities">): string[] {
  const image = plan.main.find((container) => container.image !== null)?.image;
  if (executor.capabilities.images || image === undefined || image === null) return [];
  return [`image ${image} is not used: it runs as a local process`];
}

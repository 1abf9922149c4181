import type { PlanContext } from "@polyaxon/compiler";
import type { ClaimedRun } from "@polyaxon/orchestrator";
import { microsToIso } from "@polyaxon/tracking";
import type { EnvEntry } from "./run-environment.ts";

/** What stage two may know about a claimed run and this place. */
export function planContext(
  claim: ClaimedRun,
  place: {
    readonly owner: string;
    readonly namespace: string;
    readonly paths: PlanContext["paths"];
    readonly env: readonly EnvEntry[];
  },
): PlanContext {
  const { run } = claim;
  const iteration = run.metaInfo["iteration"];
  return {
    run: {
      uuid: run.uuid,
      name: run.name,
      owner: place.owner,
      project: run.project,
      projectUuid: run.projectUuid,
      user: run.user,
      attempt: claim.attempt,
      iteration: typeof iteration === "number" ? iteration : null,
      createdAt: isoText(run.createdAt) as string,
      compiledAt: null,
      scheduleAt: isoText(run.scheduleAt),
      startedAt: isoText(run.startedAt),
      cloningKind: run.original?.kind ?? null,
      originalUuid: run.original?.uuid ?? null,
      isIndependent: run.pipeline === null,
      meta: run.metaInfo,
    },
    paths: place.paths,
    namespace: place.namespace,
    env: place.env,
  };
}

const isoText = (instant: number | null): string | null => (instant === null ? null : microsToIso(instant * 1000));

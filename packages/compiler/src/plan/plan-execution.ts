import type { CompiledOperation, Container, IO, Job, Service } from "@polyaxon/spec";
import type { ExecutionPlan, PlanContext } from "../execution-plan.ts";
import { isObject } from "../json.ts";
import { globalsOf } from "../compile/globals.ts";
import { paramScope, textOf } from "../params/param-scope.ts";
import { Budget, DEFAULT_LIMITS, type TemplateLimits } from "../template/budget.ts";
import { TemplateError } from "../template/errors.ts";
import type { Scope } from "../template/evaluator.ts";
import { type Value, dictOf } from "../template/values.ts";
import { type ContainerSurroundings, planContainer } from "./plan-container.ts";
import { PlanError, type PlanReason } from "./plan-error.ts";
import { planInit } from "./plan-init.ts";
import { annotationsOf, labelsOf } from "./plan-labels.ts";
import { type Rendering, renderData, renderString } from "./render-run.ts";

export type PlanResult =
  | { readonly ok: true; readonly plan: ExecutionPlan; readonly notices: readonly string[] }
  | { readonly ok: false; readonly reason: PlanReason; readonly message: string };

const DEFAULT_GRACE_SECONDS = 30;
const DEFAULT_PORTS = [80];

/**
 * Stage two of compilation: the run rendered with what the place of execution knows, as one neutral plan. Pure.
 * What an executor cannot do is in the plan (init steps, mounts, sidecars) for it to refuse by name; what no plan can say yet
 * is refused here; what has no effect outside a cluster is told in `notices`.
 *
 * @param compiled the compiled operation, or its stored JSON text
 */
export function planExecution(
  compiled: CompiledOperation | string,
  context: PlanContext,
  limits: TemplateLimits = DEFAULT_LIMITS,
): PlanResult {
  const notices: string[] = [];
  try {
    const operation = typeof compiled === "string" ? (JSON.parse(compiled) as CompiledOperation) : compiled;
    return { ok: true, plan: plan(operation, context, new Budget(limits), notices), notices };
  } catch (error) {
    if (error instanceof PlanError) return { ok: false, reason: error.reason, message: error.message };
    if (error instanceof TemplateError) return { ok: false, reason: "InvalidTemplate", message: error.message };
    if (error instanceof SyntaxError)
      return { ok: false, reason: "InvalidSpec", message: `the compiled operation is no JSON: ${error.message}` };
    throw error;
  }
}

function plan(compiled: CompiledOperation, context: PlanContext, budget: Budget, notices: string[]): ExecutionPlan {
  const { run } = compiled;
  if (run.kind !== "job" && run.kind !== "service") {
    throw new PlanError("Unsupported", `run.kind: \`${run.kind}\` cannot be run yet; these can: job, service`);
  }
  const ios = [...(compiled.inputs ?? []), ...(compiled.outputs ?? []), ...(compiled.contexts ?? [])];
  const scope = stageTwoScope(compiled, run, ios, context, budget);
  const around = { scope, budget, notices, envBefore: paramEnv(ios), envAfter: context.env };
  if (listOf(run.connections, "run.connections", around).length > 0) {
    const names = listOf(run.connections, "run.connections", around).map((name) =>
      renderString(name, "run.connections", around),
    );
    throw new PlanError(
      "UnknownConnection",
      `run.connections: this agent has no connections; the run asks for ${names.join(", ")}`,
    );
  }
  if (run.container === undefined)
    throw new PlanError("InvalidSpec", "run.container: there is nothing to run: expected a container");
  if (run.volumes !== undefined && run.volumes.length > 0) notices.push("run.volumes has an effect on Kubernetes only");
  const own = environmentOf(run, around);
  const { run: facts } = context;
  return {
    kind: run.kind,
    resourceName: `plx-operation-${facts.uuid}`,
    run: {
      uuid: facts.uuid,
      name: facts.name,
      owner: facts.owner,
      project: facts.project,
      instance: `${facts.owner}.${facts.project}.runs.${facts.uuid}`,
      attempt: facts.attempt,
    },
    labels: labelsOf(compiled, facts, own.labels),
    annotations: annotationsOf(compiled, facts, own.annotations),
    init: planInit(compiled, listOf(run.init, "run.init", around), around),
    main: [containerAt(run.container, "run.container", "polyaxon-main", around)],
    sidecars: listOf(run.sidecars, "run.sidecars", around).map((sidecar, index) =>
      containerAt(sidecar as Container, `run.sidecars[${index}]`, `polyaxon-sidecar-${index}`, around),
    ),
    ports: run.kind === "service" ? portsOf(run, around) : [],
    termination: { graceSeconds: DEFAULT_GRACE_SECONDS, timeoutSeconds: timeoutOf(compiled) },
    collect: collectOf(compiled),
  };
}

type Around = Omit<ContainerSurroundings, "where" | "defaultName">;

function containerAt(
  container: Container | string,
  where: string,
  defaultName: string,
  around: Around,
): ExecutionPlan["main"][number] {
  const fields = typeof container === "string" ? renderData(container, where, around) : container;
  if (!isObject(fields)) throw new PlanError("InvalidSpec", `${where}: expected a container`);
  return planContainer(fields, { ...around, where, defaultName });
}

/** Names of params first; the runtime's own names win over them. */
export function stageTwoScope(
  compiled: CompiledOperation,
  run: Job | Service,
  ios: readonly IO[],
  context: PlanContext,
  budget: Budget,
): Scope {
  const params = paramScope(ios, budget);
  const empty = { scope: params, budget };
  const ports = run.kind === "service" ? portsOf(run, empty) : null;
  const { paths } = context;
  const more: Record<string, Value> = {
    namespace: context.namespace,
    context_path: paths.contextRoot,
    artifacts_path: paths.artifactsRoot,
    ...(ports === null ? {} : serviceUrls(run as Service, ports, context)),
  };
  if (collectOf(compiled).artifacts) {
    more["run_artifacts_path"] = paths.runArtifacts;
    more["run_outputs_path"] = paths.runOutputs;
  }
  return dictOf([
    ...Object.entries(params),
    ["globals", globalsOf(context.run, more)],
    ["init", dictOf([])],
    ["connections", dictOf([])],
  ]);
}

function serviceUrls(
  run: Service,
  ports: readonly number[],
  { namespace, run: facts }: PlanContext,
): Readonly<Record<string, Value>> {
  const prefix =
    run.rewritePath === true
      ? run.isExternal === true
        ? "rewrite-external"
        : "rewrite-services"
      : run.isExternal === true
        ? "external"
        : "services";
  const urls = ports.map(
    (port) => `/${prefix}/v1/${namespace}/${facts.owner}/${facts.project}/runs/${facts.uuid}/${port}`,
  );
  return { ports, base_urls: urls, base_url: urls[0] ?? null };
}

function portsOf(run: Service, rendering: Rendering): readonly number[] {
  const ports = run.ports === undefined ? DEFAULT_PORTS : listOf(run.ports, "run.ports", rendering);
  return ports.map((port, index) => {
    const number = Number(renderString(port, `run.ports[${index}]`, rendering));
    if (Number.isInteger(number) && number > 0 && number < 65_536) return number;
    throw new PlanError(
      "InvalidSpec",
      `run.ports[${index}]: expected a port from 1 to 65535, found ${JSON.stringify(port)}`,
    );
  });
}

/** Variables that params and inputs ask for with `toEnv`. */
const paramEnv = (ios: readonly IO[]): { name: string; value: string }[] =>
  ios.flatMap(({ toEnv, value }) =>
    toEnv === undefined || value === undefined || value === null
      ? []
      : [{ name: toEnv, value: textOf(value as Value) }],
  );

/** A list that may be given as one template. */
function listOf(value: unknown, where: string, rendering: Rendering): readonly unknown[] {
  if (value === undefined || value === null) return [];
  const list = typeof value === "string" ? renderData(value, where, rendering) : value;
  if (Array.isArray(list)) return list;
  throw new PlanError("InvalidSpec", `${where}: expected a list`);
}

function environmentOf(
  run: Job | Service,
  around: Around,
): { readonly labels: Record<string, string>; readonly annotations: Record<string, string> } {
  if (run.environment === undefined) return { labels: {}, annotations: {} };
  const rendered = renderData(run.environment, "run.environment", around);
  if (!isObject(rendered)) throw new PlanError("InvalidSpec", "run.environment: expected a mapping");
  const { labels, annotations, ...cluster } = rendered;
  for (const key of Object.keys(cluster))
    around.notices.push(`run.environment.${key} has an effect on Kubernetes only`);
  return { labels: texts(labels), annotations: texts(annotations) };
}

const texts = (map: unknown): Record<string, string> =>
  isObject(map) ? Object.fromEntries(Object.entries(map).map(([key, value]) => [key, textOf(value as Value)])) : {};

function timeoutOf({ termination }: CompiledOperation): number | null {
  const timeout = typeof termination === "object" ? termination.timeout : undefined;
  return typeof timeout === "number" ? timeout : null;
}

function collectOf({ plugins }: CompiledOperation): ExecutionPlan["collect"] {
  const given: Readonly<Record<string, unknown>> = isObject(plugins) ? plugins : {};
  return {
    logs: given["collectLogs"] !== false,
    artifacts: given["collectArtifacts"] !== false,
    resources: given["collectResources"] !== false,
  };
}

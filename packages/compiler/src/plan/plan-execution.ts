import type { CompiledOperation, Run, Service } from "@polyaxon/spec";
import type { ExecutionPlan, PlanContext } from "../execution-plan.ts";
import { isObject } from "../json.ts";
import { globalsOf } from "../compile/globals.ts";
import { paramScope } from "../params/param-scope.ts";
import { isDistributed, rolesOf } from "../run/run-roles.ts";
import { Budget, DEFAULT_LIMITS, type TemplateLimits } from "../template/budget.ts";
import { TemplateError } from "../template/errors.ts";
import type { Scope } from "../template/evaluator.ts";
import { type Value, dictOf } from "../template/values.ts";
import { PlanError, type PlanReason } from "./plan-error.ts";
import { annotationsOf, labelsOf } from "./plan-labels.ts";
import { type RoleAround, planRole } from "./plan-role.ts";
import { type Rendering, listOf, renderField, renderString } from "./render-run.ts";

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
  if (run.kind === "dag") {
    throw new PlanError(
      "Unsupported",
      "run.kind: a `dag` has no process of its own: its operations are planned, each alone",
    );
  }
  const ios = [...(compiled.inputs ?? []), ...(compiled.outputs ?? []), ...(compiled.contexts ?? [])];
  const params = paramScope(ios, budget);
  const base = { scope: runScope(compiled, params, context, budget), budget };
  const around: RoleAround = { compiled, context, ios, params, budget, notices, run: base.scope };
  const planned = rolesOf(run).map((role) => planRole(role, around));
  const settings = isDistributed(run) ? settingsOf(run, base) : null;
  const labels = merged(planned.map((each) => each.labels));
  const annotations = merged(planned.map((each) => each.annotations));
  const { run: facts } = context;
  const isPlain = run.kind === "job" || run.kind === "service";
  return {
    kind: SERVICES.has(run.kind) ? "service" : "job",
    ...(isPlain ? {} : { runtime: run.kind }),
    ...(settings === null ? {} : { settings }),
    resourceName: `plx-operation-${facts.uuid}`,
    run: {
      uuid: facts.uuid,
      name: facts.name,
      owner: facts.owner,
      project: facts.project,
      instance: `${facts.owner}.${facts.project}.runs.${facts.uuid}`,
      attempt: facts.attempt,
    },
    labels: labelsOf(compiled, facts, labels),
    annotations: annotationsOf(compiled, facts, annotations),
    init: planned.flatMap(({ init }) => init),
    main: planned.flatMap(({ main }) => main),
    sidecars: planned.flatMap(({ sidecars }) => sidecars),
    ports: run.kind === "service" ? portsOf(run, base) : [],
    termination: { graceSeconds: DEFAULT_GRACE_SECONDS, timeoutSeconds: timeoutOf(compiled) },
    collect: collectOf(compiled),
  };
}

const SERVICES: ReadonlySet<string> = new Set(["service", "raycluster", "daskcluster"]);

const merged = (maps: readonly Readonly<Record<string, string>>[]): Readonly<Record<string, string>> =>
  Object.assign({}, ...maps.toReversed()) as Record<string, string>;

const TEXT_SETTINGS: ReadonlySet<string> = new Set(["entrypoint", "rayVersion", "successPolicy"]);

/** What a distributed run says beside its roles, rendered like everything else. */
function settingsOf(run: Run, rendering: Rendering): Readonly<Record<string, unknown>> {
  const roles = new Set(rolesOf(run).flatMap(({ path }) => path.slice(0, 1)));
  const own = Object.entries(run).filter(([key]) => key !== "kind" && !roles.has(key));
  return Object.fromEntries(
    own.map(([key, value]) => {
      const render = TEXT_SETTINGS.has(key) ? renderString : renderField;
      return [key, render(value, `run.${key}`, rendering)];
    }),
  );
}

/** What every role of the run sees: params by name, `params`, and `globals`; the runtime's own names win. */
function runScope(compiled: CompiledOperation, params: Scope, context: PlanContext, budget: Budget): Scope {
  const { run } = compiled;
  const { paths } = context;
  const ports = run.kind === "service" ? portsOf(run, { scope: params, budget }) : null;
  const usesStore = isObject(compiled.plugins) && compiled.plugins["mountArtifactsStore"] === true;
  const store = usesStore ? (paths.store ?? "") : "";
  const more: Record<string, Value> = {
    namespace: context.namespace,
    context_path: paths.contextRoot,
    artifacts_path: paths.artifactsRoot,
    store_path: store,
    ...(ports === null ? {} : serviceUrls(run as Service, ports, context)),
  };
  if (collectOf(compiled).artifacts) {
    more["run_artifacts_path"] = paths.runArtifacts;
    more["run_outputs_path"] = paths.runOutputs;
  } else if (store !== "") {
    more["run_artifacts_path"] = `${store}/${context.run.uuid}`;
    more["run_outputs_path"] = `${store}/${context.run.uuid}/outputs`;
  }
  return dictOf([...Object.entries(params), ["globals", globalsOf(context.run, more)]]);
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

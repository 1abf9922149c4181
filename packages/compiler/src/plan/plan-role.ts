import type { CompiledOperation, Container, IO } from "@polyaxon/spec";
import type { InitStep, PlanContainer, PlanContext, PlanReplica } from "../execution-plan.ts";
import { isObject } from "../json.ts";
import { textOf } from "../params/param-scope.ts";
import type { Role } from "../run/run-roles.ts";
import type { Budget } from "../template/budget.ts";
import type { Scope } from "../template/evaluator.ts";
import { type Value, dictOf } from "../template/values.ts";
import { type ContainerSurroundings, planContainer } from "./plan-container.ts";
import { PlanError } from "./plan-error.ts";
import { planInit } from "./plan-init.ts";
import { type Rendering, listOf, renderData, renderString } from "./render-run.ts";

export interface RoleAround {
  readonly compiled: CompiledOperation;
  readonly context: PlanContext;
  readonly ios: readonly IO[];
  readonly params: Scope;
  readonly budget: Budget;
  readonly notices: string[];
  /** What templates see in every role. */
  readonly run: Scope;
}

export interface PlannedRole {
  readonly init: readonly InitStep[];
  readonly main: readonly PlanContainer[];
  readonly sidecars: readonly PlanContainer[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const MOST_REPLICAS = 10_000;

/** One role, rendered with its own `init` and `connections`: all replicas of a role are the same but for their number. */
export function planRole(role: Role, around: RoleAround): PlannedRole {
  const { budget, compiled, context, ios, notices } = around;
  const { replica } = role;
  const where = ["run", ...role.path].join(".");
  const plain = { scope: around.run, budget };
  const connections = listOf(replica.connections, `${where}.connections`, plain).map((name) =>
    renderString(name, `${where}.connections`, plain),
  );
  refuseUnknown(connections, `${where}.connections`, context);
  const init = listOf(replica.init, `${where}.init`, plain);
  const scope = dictOf([
    ...Object.entries(around.run),
    ["init", schemas(initConnections(init, compiled, plain), context)],
    ["connections", schemas(connections, context)],
  ]);
  const inside = { scope, budget, notices, envBefore: paramEnv(ios), envAfter: context.env };
  if (replica.container === undefined)
    throw new PlanError("InvalidSpec", `${where}.container: there is nothing to run: expected a container`);
  if (replica.volumes !== undefined && replica.volumes.length > 0)
    notices.push(`${where}.volumes has an effect on Kubernetes only`);
  const count = role.name === null ? 1 : replicasOf(replica.replicas, `${where}.replicas`, inside);
  const environment = environmentOf(replica.environment, `${where}.environment`, inside);
  const numbered = (container: PlanContainer, index: number): PlanContainer =>
    role.name === null
      ? container
      : { ...container, replica: { name: role.name, index, of: count } satisfies PlanReplica };
  const main = containerAt(replica.container, `${where}.container`, "polyaxon-main", inside);
  const withConnections = connections.length === 0 ? main : { ...main, connections };
  return {
    init: planInit(compiled, init, `${where}.init`, inside).map((step) =>
      role.name === null ? step : { ...step, replica: role.name },
    ),
    main: Array.from({ length: count }, (_, index) => numbered(withConnections, index)),
    sidecars: listOf(replica.sidecars, `${where}.sidecars`, inside).map((sidecar, index) =>
      numbered(
        containerAt(sidecar as Container, `${where}.sidecars[${index}]`, `polyaxon-sidecar-${index}`, inside),
        0,
      ),
    ),
    ...environment,
  };
}

function refuseUnknown(names: readonly string[], where: string, { connections }: PlanContext): void {
  const unknown = names.filter((name) => connections === undefined || !Object.hasOwn(connections, name));
  if (unknown.length === 0) return;
  const offered = Object.keys(connections ?? {});
  throw new PlanError(
    "UnknownConnection",
    offered.length === 0
      ? `${where}: this agent has no connections; the run asks for ${unknown.join(", ")}`
      : `${where}: this agent has no connection ${unknown.join(", ")}; it has ${offered.join(", ")}`,
  );
}

/** Names of the connections that the init steps use, those of params included. */
function initConnections(
  init: readonly unknown[],
  compiled: CompiledOperation,
  rendering: Rendering,
): readonly string[] {
  const ofParams = [...(compiled.inputs ?? []), ...(compiled.outputs ?? []), ...(compiled.contexts ?? [])].flatMap(
    (io) => (io.toInit === true && io.connection !== undefined ? [io.connection] : []),
  );
  const declared = init.flatMap((step) => {
    const name = isObject(step) ? step["connection"] : undefined;
    return typeof name === "string" ? [renderString(name, "run.init.connection", rendering)] : [];
  });
  return [...ofParams, ...declared];
}

/** As templates see connections: by name, with their schema, or an empty mapping where that is not known. */
const schemas = (names: readonly string[], { connections }: PlanContext): Value =>
  dictOf(
    names.map((name) => [
      name,
      (connections !== undefined && Object.hasOwn(connections, name) ? (connections[name] ?? {}) : {}) as Value,
    ]),
  );

/** Variables that params and inputs ask for with `toEnv`. */
const paramEnv = (ios: readonly IO[]): { name: string; value: string }[] =>
  ios.flatMap(({ toEnv, value }) =>
    toEnv === undefined || value === undefined || value === null
      ? []
      : [{ name: toEnv, value: textOf(value as Value) }],
  );

export function replicasOf(value: unknown, where: string, rendering: Rendering): number {
  if (value === undefined || value === null) return 1;
  const rendered = typeof value === "string" ? renderData(value, where, rendering) : value;
  if (typeof rendered === "number" && Number.isInteger(rendered) && rendered >= 0 && rendered <= MOST_REPLICAS)
    return rendered;
  throw new PlanError(
    "InvalidSpec",
    `${where}: expected a whole number from 0 to ${MOST_REPLICAS}, found ${JSON.stringify(rendered)}`,
  );
}

function containerAt(
  container: Container | string,
  where: string,
  defaultName: string,
  around: Omit<ContainerSurroundings, "where" | "defaultName">,
): PlanContainer {
  const fields = typeof container === "string" ? renderData(container, where, around) : container;
  if (!isObject(fields)) throw new PlanError("InvalidSpec", `${where}: expected a container`);
  return planContainer(fields, { ...around, where, defaultName });
}

function environmentOf(
  environment: unknown,
  where: string,
  around: Omit<ContainerSurroundings, "where" | "defaultName">,
): { readonly labels: Record<string, string>; readonly annotations: Record<string, string> } {
  if (environment === undefined) return { labels: {}, annotations: {} };
  const rendered = renderData(environment, where, around);
  if (!isObject(rendered)) throw new PlanError("InvalidSpec", `${where}: expected a mapping`);
  const { annotations, labels, ...cluster } = rendered;
  for (const key of Object.keys(cluster)) around.notices.push(`${where}.${key} has an effect on Kubernetes only`);
  return { labels: texts(labels), annotations: texts(annotations) };
}

const texts = (map: unknown): Record<string, string> =>
  isObject(map) ? Object.fromEntries(Object.entries(map).map(([key, value]) => [key, textOf(value as Value)])) : {};

import type { Component, Dag, Operation, SpecPath } from "@polyaxon/spec";
import { edgesInto, operationIn } from "../dag/edges.ts";
import { layersOf } from "../dag/layers.ts";
import { membersOf } from "../dag/members.ts";
import type { CompileIssue } from "../issue.ts";
import { type Waiting, neverStarting, requiredOutcome } from "./trigger-sense.ts";

/** One operation of a dag with its component, and where each of them is written. */
export interface DagMember {
  readonly name: string;
  readonly operation: Operation;
  readonly path: SpecPath;
  readonly component?: Component;
  readonly componentPath: SpecPath;
}

/** The operations of a dag that can be told apart by name. */
export function dagMembers(dag: Dag, path: SpecPath): readonly DagMember[] {
  if (!Array.isArray(dag.operations)) return [];
  const { components, members } = membersOf(dag, path, true);
  const own = Array.isArray(dag.components) ? (dag.components as readonly Component[]) : [];
  return members.map((member) => {
    const component = components.get(member.name);
    if (component === undefined) return { ...member, componentPath: member.path };
    const index = member.operation.component === undefined ? own.indexOf(component) : -1;
    const componentPath = index < 0 ? [...member.path, "component"] : [...path, "components", index];
    return { ...member, component, componentPath };
  });
}

/** What is allowed in a dag and yet cannot be meant. The dag's own errors are told by `checkDag`. */
export function* adviseDag(dag: Dag, path: SpecPath, members: readonly DagMember[]): Iterable<CompileIssue> {
  const byName = new Map(members.map((member) => [member.name, member] as const));
  const waiting = members.map((member) => waitingOf(member, byName));
  yield* members.flatMap((member, index) => [...idleTriggers(member, waiting[index])]);
  const { cycles } = layersOf(new Map(waiting.map(({ name, upstreams }) => [name, upstreams] as const)));
  if (cycles.length === 0) {
    for (const { failedFor, name, succeededFor, upstream } of neverStarting(waiting)) {
      const member = byName.get(name);
      if (member === undefined) continue;
      const wants = (by: string, outcome: string): string =>
        by === name
          ? `it waits for \`${upstream}\` to ${outcome}`
          : `\`${by}\`, before it, starts when \`${upstream}\` ${outcome}s`;
      yield {
        code: "advice.trigger",
        category: "schema-semantic",
        path: triggerPath(member),
        message: `operation \`${name}\` can never start: ${wants(succeededFor, "succeed")}, and ${wants(failedFor, "fail")}`,
        hint: "let it start either way: trigger: all_done, or one_succeeded",
      };
    }
  }
  for (const [index, member] of members.entries()) {
    yield* valuesOfFailed(member, waiting[index]);
    yield* valuesOfSweeps(member, byName);
  }
  yield* unusedComponents(dag, path);
}

function waitingOf(member: DagMember, byName: ReadonlyMap<string, DagMember>): Waiting {
  const { operation } = member;
  const upstreams = edgesInto(member).flatMap(({ upstream }) => (byName.has(upstream) ? [upstream] : []));
  return {
    name: member.name,
    trigger: operation.trigger,
    upstreams: [...new Set(upstreams)],
    skipsWithUpstream: Boolean(operation.skipOnUpstreamSkip),
    isOpen: operation.events !== undefined && operation.events.length > 0,
  };
}

const triggerPath = ({ operation, path }: DagMember): SpecPath =>
  operation.trigger === undefined ? path : [...path, "trigger"];

function* idleTriggers({ name, operation, path }: DagMember, waiting: Waiting | undefined): Iterable<CompileIssue> {
  if (waiting === undefined || waiting.upstreams.length > 0 || waiting.isOpen) return;
  // A list that is a template may still name some, and names that are unknown are told as errors.
  if (typeof operation.dependencies === "string" || (operation.dependencies ?? []).length > 0) return;
  if (operation.trigger === undefined || operation.trigger === "all_succeeded") return;
  yield {
    code: "advice.trigger",
    category: "schema-semantic",
    path: [...path, "trigger"],
    message: `operation \`${name}\` waits for nothing, so \`trigger: ${operation.trigger}\` is never asked: it starts at once`,
    hint: "name what it waits for under `dependencies`, or remove the trigger",
  };
}

/** An operation that starts only after a failure takes a value that is made at the end of a success. */
function* valuesOfFailed({ name, operation, path }: DagMember, waiting: Waiting | undefined): Iterable<CompileIssue> {
  if (waiting === undefined || requiredOutcome(waiting) !== "failed") return;
  for (const [param, { ref, value }] of Object.entries(operation.params ?? {})) {
    const upstream = operationIn(ref);
    if (upstream === null || !/^(?:\{\{\s*)?outputs\./.test(String(value))) continue;
    yield {
      code: "advice.trigger",
      category: "schema-semantic",
      path: [...path, "params", param, "value"],
      message: `operation \`${name}\` starts only if \`${upstream}\` failed, yet takes its \`${String(value)}\`: a run that failed may have no such output`,
      hint: "take an input of it, or let the operation start either way: trigger: all_done",
    };
  }
}

/** A matrix has many runs, each with its outputs, and none of its own. */
function* valuesOfSweeps(
  { name, operation, path }: DagMember,
  byName: ReadonlyMap<string, DagMember>,
): Iterable<CompileIssue> {
  for (const [param, { ref, value }] of Object.entries(operation.params ?? {})) {
    const upstream = byName.get(operationIn(ref) ?? "")?.operation;
    if (upstream?.matrix === undefined || !/^(?:\{\{\s*)?outputs\b/.test(String(value))) continue;
    yield {
      code: "advice.edge",
      category: "schema-semantic",
      path: [...path, "params", param, "value"],
      message: `operation \`${name}\` takes \`${String(value)}\` of \`${upstream.name ?? ""}\`, a ${upstream.matrix.kind} of many runs: each has its own, the ${upstream.matrix.kind} has none`,
      hint: "take its uuid (value: globals.uuid), and the values of its runs with a join on `pipeline`",
    };
  }
}

function* unusedComponents(dag: Dag, path: SpecPath): Iterable<CompileIssue> {
  if (!Array.isArray(dag.components) || !Array.isArray(dag.operations)) return;
  const used = new Set((dag.operations as readonly Operation[]).map(({ dagRef }) => dagRef));
  const names = new Set((dag.components as readonly Component[]).map(({ name }) => name));
  // A reference that finds nothing most likely means one of these.
  if ([...used].some((name) => name !== undefined && !names.has(name))) return;
  for (const [index, { name }] of (dag.components as readonly Component[]).entries()) {
    if (name === undefined || used.has(name)) continue;
    yield {
      code: "advice.unused",
      category: "schema-semantic",
      path: [...path, "components", index, "name"],
      message: `no operation of the dag uses the component \`${name}\``,
      hint: `refer to it with \`dagRef: ${name}\`, or remove it`,
    };
  }
}

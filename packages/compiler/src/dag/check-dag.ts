import { type Component, type Dag, type Operation, type SpecPath, suggest } from "@polyaxon/spec";
import type { CompileIssue } from "../issue.ts";
import { checkRun } from "../check-run.ts";
import { type Edge, type Member, edgePath, edgesInto } from "./edges.ts";
import { layersOf } from "./layers.ts";
import { membersOf } from "./members.ts";
import { type Source, dagSource, operationSource, referenceIssues } from "./references.ts";

export interface DagCheck {
  /** Names of what may start first, of what may start once those are done, and so on. */
  readonly layers: readonly (readonly string[])[];
  /** The names each operation waits for, in the order they are mentioned. */
  readonly upstreams: Readonly<Record<string, readonly string[]>>;
  readonly issues: readonly CompileIssue[];
}

export interface DagOptions {
  /** Hub, path and url references may still be unresolved; what depends on them is not checked. Default: an issue. */
  readonly areRefsOpen?: boolean;
  /** Leave the params out, as `--lint` does. */
  readonly lint?: boolean;
}

/** As many wrong names as get a "did you mean": each is looked for among all operations. */
const MOST_SUGGESTIONS = 20;

/** Wrong edges beyond are counted, and not described: few are listed, and there may be 200,000. */
const MOST_DESCRIBED = 1_000;

/**
 * Checks the dag that an operation runs, and the dags inside it, before anything runs: names, components, edges, cycles, and
 * every value that goes from one operation to another. All issues at once, their paths leading from `operation`.
 *
 * An operation whose component is no dag has no layers and no issues.
 */
export function checkDag(operation: Operation, options: DagOptions = {}): DagCheck {
  const { component } = operation;
  if (component === undefined || component.run.kind !== "dag") return { layers: [], upstreams: {}, issues: [] };
  return checkLevel(operation, component, component.run, ["component", "run"], options);
}

function checkLevel(
  operation: Operation,
  component: Component,
  dag: Dag,
  path: SpecPath,
  options: DagOptions,
): DagCheck {
  // A template for the whole list says nothing about its operations yet.
  if (typeof dag.operations === "string") return { layers: [], upstreams: {}, issues: [] };
  if (dag.operations === undefined || dag.operations.length === 0) {
    const message = "the dag has no operations";
    const issue = { code: "dag.empty", category: "schema-semantic", path: [...path, "operations"], message } as const;
    return { layers: [], upstreams: {}, issues: [issue] };
  }
  const { components, issues: memberIssues, members } = membersOf(dag, path, options.areRefsOpen ?? false);
  const issues: CompileIssue[] = [...memberIssues];

  const byName = new Map(members.map((member) => [member.name, member] as const));
  const upstreams = new Map<string, readonly string[]>();
  for (const member of members) {
    const edges = edgesInto(member);
    const known = edges.filter(({ upstream }) => byName.has(upstream));
    if (known.length < edges.length) addOrphanIssues(issues, edges, byName);
    upstreams.set(member.name, [...new Set(known.map(({ upstream }) => upstream))]);
  }
  const { cycles, layers, unreachable } = layersOf(upstreams);
  for (const cycle of cycles) issues.push(cycleIssue(cycle, byName));
  if (unreachable.length > 0) issues.push(unreachableIssue(unreachable, byName));

  const ofDag = dagSource(operation, component);
  const checked = new Set<Component>();
  for (const member of members) {
    const own = components.get(member.name);
    if (own === undefined) continue;
    for (const issue of memberChecks(member, own, options)) issues.push(issue);
    if (own.run.kind === "dag" && !checked.has(own)) {
      checked.add(own);
      const inside = checkLevel(member.operation, own, own.run, placeOf(member, own, dag, path), options);
      for (const issue of inside.issues) issues.push(issue);
    }
    if (options.lint === true) continue;
    const sourceOf = (name: string | null): Source | null => {
      if (name === null) return ofDag;
      const source = components.get(name);
      return source === undefined ? null : operationSource(name, source);
    };
    for (const issue of referenceIssues(member, own, sourceOf)) issues.push(issue);
  }
  return { layers, upstreams: Object.fromEntries(upstreams), issues };
}

/** What a member would be told if it were submitted alone. */
function* memberChecks(
  { name, operation, path }: Member,
  component: Component,
  options: DagOptions,
): Iterable<CompileIssue> {
  for (const issue of checkRun(operation, component, options.lint === true ? { lint: true } : {}))
    yield { ...issue, path: [...path, ...issue.path], message: `operation \`${name}\`: ${issue.message}` };
}

/** Where the run of a member is written: with it, or in the dag's own list of components. */
function placeOf({ path }: Member, component: Component, dag: Dag, dagPath: SpecPath): SpecPath {
  const index = Array.isArray(dag.components) ? (dag.components as readonly Component[]).indexOf(component) : -1;
  return index < 0 ? [...path, "component", "run"] : [...dagPath, "components", index, "run"];
}

function addOrphanIssues(issues: CompileIssue[], edges: readonly Edge[], byName: ReadonlyMap<string, Member>): void {
  for (const edge of edges) {
    const { to, upstream } = edge;
    const last = issues[MOST_DESCRIBED];
    if (last !== undefined) {
      issues.push(last);
      continue;
    }
    if (byName.has(upstream)) continue;
    const near = issues.length < MOST_SUGGESTIONS ? suggest(upstream, others(byName, to.name)) : null;
    issues.push({
      code: "dag.orphan",
      category: "schema-semantic",
      path: edgePath(edge),
      message: `operation \`${to.name}\` waits for \`${upstream}\`, which is no operation of this dag`,
      ...(near === null ? {} : { hint: `did you mean \`${near}\`?` }),
    });
  }
}

function* others(byName: ReadonlyMap<string, Member>, self: string): Iterable<string> {
  for (const name of byName.keys()) if (name !== self) yield name;
}

const MOST_NAMES = 12;

function cycleIssue(cycle: readonly string[], byName: ReadonlyMap<string, Member>): CompileIssue {
  const [first = ""] = cycle;
  const member = byName.get(first);
  const before = cycle.at(-2);
  const edge = member === undefined ? undefined : edgesInto(member).find(({ upstream }) => upstream === before);
  const shown =
    cycle.length <= MOST_NAMES ? cycle : [...cycle.slice(0, MOST_NAMES - 2), `... (${cycle.length - 1} in all)`, first];
  return {
    code: "dag.cycle",
    category: "schema-semantic",
    path: edge === undefined ? (member?.path ?? []) : edgePath(edge),
    message:
      cycle.length === 2
        ? `operation \`${first}\` waits for itself`
        : `the operations wait for each other in a circle: ${shown.join(" -> ")}`,
  };
}

function unreachableIssue(names: readonly string[], byName: ReadonlyMap<string, Member>): CompileIssue {
  const shown = names.slice(0, MOST_NAMES).map((name) => `\`${name}\``);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : "";
  return {
    code: "dag.unreachable",
    category: "schema-semantic",
    path: byName.get(names[0] ?? "")?.path ?? [],
    message: `${shown.join(", ")}${more} can never start: what comes before waits in a circle`,
  };
}

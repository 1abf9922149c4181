import {
  type CompiledOperation,
  type Component,
  type Dag,
  type IO,
  IO_TYPE_NAMES,
  type Join,
  type Operation,
  type SpecPath,
  isIoType,
  suggest,
} from "@polyaxon/spec";
import { GLOBAL_NAMES } from "../compile/globals.ts";
import { mergeOperation } from "../compile/merge-operation.ts";
import { IDLE_SECTIONS, idleParts, type IdleSection } from "../compile/idle-notices.ts";
import { type CompileIssue, listedIssues, listedNames } from "../issue.ts";
import { matrixKeys } from "../params/matrix-keys.ts";
import { adviseDag, dagMembers } from "../sense/advise-dag.ts";
import { conditionSense } from "../sense/condition-sense.ts";
import { DEFAULT_LIMITS } from "../template/budget.ts";
import { TemplateError } from "../template/errors.ts";
import { freeNames } from "../template/free-names.ts";
import { isTemplate } from "../template/render.ts";
import { parsedTemplate } from "../template/template-cache.ts";

/** Roots that every template may use, whatever its params are. */
const ROOTS: readonly string[] = ["globals", "params", "init", "connections"];

/**
 * What is allowed and yet is hardly what the author means: a template name that nothing gives a value to (it would print
 * empty), a type that no value can have, an input that is declared twice, a matrix that varies something the component does not take, a condition that is never
 * true, triggers of a dag that are never asked or contradict each other, a section without effect. None of it stops a run.
 */
export function adviseOperation(operation: Operation): readonly CompileIssue[] {
  return listedIssues([...aloneInFile(operation), ...advise(operation, new Set())]);
}

/** @param dags components that are dags and were looked at: what is told of them does not depend on who runs them */
function advise(operation: Operation, dags: Set<Component>): readonly CompileIssue[] {
  const { component } = operation;
  if (component === undefined) return [];
  const ios = [...(component.inputs ?? []), ...(component.outputs ?? [])];
  const declared = ios.map(({ name }) => name);
  const varied = matrixKeys(operation.matrix);
  const given = [
    ...Object.keys(operation.params ?? {}),
    ...(Array.isArray(operation.joins) ? (operation.joins as readonly Join[]) : []).flatMap(({ params }) =>
      Object.keys(params ?? {}),
    ),
  ];
  const known = new KnownNames(new Set([...ROOTS, ...declared, ...varied, ...given]));
  const run =
    component.run.kind === "dag"
      ? adviseMembers(component.run, ["component", "run"], dags)
      : [...unknownNames(component.run, ["component", "run"], known)];
  return [
    ...unknownNames(operation.conditions, ["conditions"], known),
    ...neverTrue(operation, ios),
    ...unknownTypes(component.inputs ?? [], "inputs"),
    ...unknownTypes(component.outputs ?? [], "outputs"),
    ...declaredTwice(component.inputs ?? [], "inputs"),
    ...declaredTwice(component.outputs ?? [], "outputs"),
    ...run,
    ...varied.filter((name) => !declared.includes(name)).map((name) => notAnInput(name, declared)),
    ...idleParts(mergedIdle(operation, component)).map(({ section, ...said }): CompileIssue => ({
      code: "advice.idle",
      category: "compile",
      path: [section],
      ...said,
    })),
  ];
}

/** Merging costs more than all else that is looked at, and most operations have nothing of what has no effect yet. */
const mergedIdle = (operation: Operation, component: Component): Pick<CompiledOperation, IdleSection> =>
  IDLE_SECTIONS.some((name) => operation[name] !== undefined || Object.hasOwn(component, name))
    ? mergeOperation(operation, component)
    : {};

/** What an operation says about its place in a dag, when it is in none. */
function* aloneInFile({ dependencies, trigger }: Operation): Iterable<CompileIssue> {
  const section = trigger !== undefined ? "trigger" : dependencies !== undefined ? "dependencies" : null;
  if (section === null) return;
  yield {
    code: "advice.trigger",
    category: "schema-semantic",
    path: [section],
    message: `\`${section}\` has an effect only inside a dag: this operation waits for nothing`,
    hint: "put the operation under the `operations` of a dag, or remove the section",
  };
}

function neverTrue({ conditions }: Operation, ios: readonly IO[]): readonly CompileIssue[] {
  const sense = conditions === undefined ? null : conditionSense(conditions, ios);
  if (sense?.kind !== "never") return [];
  const { hint, message } = sense;
  const issue = { code: "advice.condition", category: "compile", path: ["conditions"], message } as const;
  return [hint === undefined ? issue : { ...issue, hint }];
}

/** What is told of the operations of a dag, each with paths to where it, or its component, is written; each component once. */
function adviseMembers(dag: Dag, path: SpecPath, dags: Set<Component>): readonly CompileIssue[] {
  const members = dagMembers(dag, path);
  const told = new Set<string>();
  const ofMembers = members.flatMap(({ component, componentPath, operation, path: at }) => {
    if (component === undefined) return [];
    if (component.run.kind === "dag" && dags.has(component)) return [];
    if (component.run.kind === "dag") dags.add(component);
    return advise({ ...operation, component }, dags).map((issue) => ({
      ...issue,
      path: issue.path[0] === "component" ? [...componentPath, ...issue.path.slice(1)] : [...at, ...issue.path],
    }));
  });
  return [
    ...adviseDag(dag, path, members),
    ...ofMembers.filter((issue) => {
      const key = JSON.stringify([issue.path, issue.message]);
      return told.has(key) ? false : told.add(key);
    }),
  ];
}

/** Names that templates may use, and what is said where they use another. */
class KnownNames {
  readonly names: ReadonlySet<string>;
  #suggestions = 0;
  #listed: string | null = null;
  #params: readonly string[] | null = null;

  constructor(names: ReadonlySet<string>) {
    this.names = names;
  }

  /** What `params` holds: every name that has a value, and all of them as arguments. */
  get params(): readonly string[] {
    return (this.#params ??= [...[...this.names].filter((name) => !ROOTS.includes(name)), "as_args", ...METHODS]);
  }

  /** The nearest of some names; only for the first few that are asked about, since each is looked for among all. */
  nearest(name: string, among: Iterable<string>): string | null {
    return ++this.#suggestions > MOST_SUGGESTIONS ? null : suggest(name, among);
  }

  listed(): string {
    return (this.#listed ??= listedNames([...this.names]));
  }
}

const MOST_SUGGESTIONS = 20;

function* unknownNames(value: unknown, path: readonly (string | number)[], known: KnownNames): Iterable<CompileIssue> {
  if (typeof value === "string") {
    if (isTemplate(value)) yield* unknownInTemplate(value, path, known);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* unknownNames(item, [...path, index], known);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* unknownNames(item, [...path, key], known);
  }
}

function* unknownInTemplate(
  text: string,
  path: readonly (string | number)[],
  known: KnownNames,
): Iterable<CompileIssue> {
  const unknown = new Map<string, CompileIssue>();
  try {
    for (const { guarded, member, name } of freeNames(parsedTemplate(text, DEFAULT_LIMITS.maxDepth))) {
      if (guarded) continue;
      const shown = known.names.has(name) && member !== undefined ? `${name}.${member}` : name;
      if (unknown.has(shown)) continue;
      const told = known.names.has(name) ? unknownMember(name, member, known) : unknownName(name, known);
      if (told !== null) unknown.set(shown, { code: "advice.name", category: "schema-semantic", path, ...told });
    }
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return; // The check says what is wrong with it.
  }
  yield* unknown.values();
}

type Told = Pick<CompileIssue, "message" | "hint">;

function unknownName(name: string, known: KnownNames): Told {
  const nearest = known.nearest(name, known.names);
  return {
    message: `the template uses \`${name}\`, which no input, output or param gives a value: it will print empty`,
    hint: nearest === null ? `known here: ${known.listed()}` : `did you mean \`${nearest}\`?`,
  };
}

function unknownMember(name: string, member: string | undefined, known: KnownNames): Told | null {
  const members = name === "globals" ? GLOBAL_MEMBERS : name === "params" ? known.params : undefined;
  if (member === undefined || members === undefined || members.includes(member)) return null;
  const nearest = known.nearest(member, members);
  return {
    message: `the template uses \`${name}.${member}\`, which there is not: it will print empty`,
    hint: nearest === null ? `it has ${listedNames(members)}` : `did you mean \`${name}.${nearest}\`?`,
  };
}

/** Of every mapping of a template. */
const METHODS: readonly string[] = ["items", "keys", "values", "get"];
const GLOBAL_MEMBERS: readonly string[] = [...GLOBAL_NAMES, ...METHODS];

function unknownTypes(ios: readonly IO[], section: "inputs" | "outputs"): readonly CompileIssue[] {
  return ios.flatMap(({ name, type }, index) => {
    if (type === undefined || isIoType(type)) return [];
    const nearest = suggest(type, IO_TYPE_NAMES);
    return [
      {
        code: "advice.type" as const,
        category: "validation" as const,
        path: ["component", section, index, "type"],
        message: `\`${name}\` is of the unknown type \`${type}\`: every value will be refused`,
        hint: nearest === null ? `types: ${IO_TYPE_NAMES.join(", ")}` : `did you mean \`${nearest}\`?`,
      },
    ];
  });
}

/** Upstream takes it too, and gives templates the last one's value. An output may have the name of an input. */
function declaredTwice(ios: readonly IO[], section: "inputs" | "outputs"): readonly CompileIssue[] {
  const last = new Map(ios.map(({ name }, index) => [name, index]));
  return ios.flatMap(({ name }, index) => {
    const by = last.get(name) ?? index;
    if (by === index) return [];
    return [
      {
        code: "advice.duplicate" as const,
        category: "validation" as const,
        path: ["component", section, index, "name"],
        message: `\`${name}\` is declared again at ${section}[${by}]: templates see the value of the last one`,
        hint: "remove one of the two, or give it a name of its own",
      },
    ];
  });
}

function notAnInput(name: string, declared: readonly string[]): CompileIssue {
  const nearest = suggest(name, declared);
  return {
    code: "advice.matrix",
    category: "validation",
    path: ["matrix", "params", name],
    message: `the matrix varies \`${name}\`, which is no input of the component: its runs may all be the same`,
    hint:
      nearest === null
        ? `declare it: inputs: [{name: ${name}, ...}]`
        : `did you mean \`${nearest}\`? Else declare \`${name}\` under \`inputs\``,
  };
}

import {
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
import { idleNotices } from "../compile/idle-notices.ts";
import type { CompileIssue } from "../issue.ts";
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
 * empty), a type that no value can have, a matrix that varies something the component does not take, a condition that is never
 * true, triggers of a dag that are never asked or contradict each other, a section without effect. None of it stops a run.
 */
export function adviseOperation(operation: Operation): readonly CompileIssue[] {
  return [...aloneInFile(operation), ...advise(operation)];
}

function advise(operation: Operation): readonly CompileIssue[] {
  const { component } = operation;
  if (component === undefined) return [];
  const merged = mergeOperation(operation, component);
  const declared = [...(merged.inputs ?? []), ...(merged.outputs ?? [])].map(({ name }) => name);
  const varied = matrixKeys(merged.matrix);
  const given = [
    ...Object.keys(operation.params ?? {}),
    ...(Array.isArray(merged.joins) ? (merged.joins as readonly Join[]) : []).flatMap(({ params }) =>
      Object.keys(params ?? {}),
    ),
  ];
  const known = new Set([...ROOTS, ...declared, ...varied, ...given]);
  const run =
    component.run.kind === "dag"
      ? adviseMembers(component.run, ["component", "run"])
      : [...unknownNames(component.run, ["component", "run"], known)];
  return [
    ...unknownNames(operation.conditions, ["conditions"], known),
    ...neverTrue(operation, [...(merged.inputs ?? []), ...(merged.outputs ?? [])]),
    ...unknownTypes(component.inputs ?? [], "inputs"),
    ...unknownTypes(component.outputs ?? [], "outputs"),
    ...run,
    ...varied.filter((name) => !declared.includes(name)).map((name) => notAnInput(name, declared)),
    ...idleNotices(merged).map((message): CompileIssue => {
      const section = /`([^`.]+)/.exec(message)?.[1];
      return { code: "advice.idle", category: "compile", path: section === undefined ? [] : [section], message };
    }),
  ];
}

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
function adviseMembers(dag: Dag, path: SpecPath): readonly CompileIssue[] {
  const members = dagMembers(dag, path);
  const told = new Set<string>();
  const ofMembers = members.flatMap(({ component, componentPath, operation, path: at }) =>
    component === undefined
      ? []
      : advise({ ...operation, component }).map((issue) => ({
          ...issue,
          path: issue.path[0] === "component" ? [...componentPath, ...issue.path.slice(1)] : [...at, ...issue.path],
        })),
  );
  return [
    ...adviseDag(dag, path, members),
    ...ofMembers.filter((issue) => {
      const key = JSON.stringify([issue.path, issue.message]);
      return told.has(key) ? false : told.add(key);
    }),
  ];
}

function* unknownNames(
  value: unknown,
  path: readonly (string | number)[],
  known: ReadonlySet<string>,
): Iterable<CompileIssue> {
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
  known: ReadonlySet<string>,
): Iterable<CompileIssue> {
  const unknown = new Map<string, CompileIssue>();
  const add = (shown: string, message: string, hint: string): void => {
    if (!unknown.has(shown))
      unknown.set(shown, { code: "advice.name", category: "schema-semantic", path, message, hint });
  };
  try {
    for (const { guarded, member, name } of freeNames(parsedTemplate(text, DEFAULT_LIMITS.maxDepth))) {
      if (guarded) continue;
      const members =
        member === undefined
          ? undefined
          : name === "globals"
            ? [...GLOBAL_NAMES, ...METHODS]
            : name === "params"
              ? paramNames(known)
              : undefined;
      if (!known.has(name)) {
        const nearest = suggest(name, [...known]);
        const message = `the template uses \`${name}\`, which no input, output or param gives a value: it will print empty`;
        add(name, message, nearest === null ? `known here: ${[...known].join(", ")}` : `did you mean \`${nearest}\`?`);
      } else if (member !== undefined && members !== undefined && !members.includes(member)) {
        const nearest = suggest(member, members);
        const hint = nearest === null ? `it has ${members.join(", ")}` : `did you mean \`${name}.${nearest}\`?`;
        add(
          `${name}.${member}`,
          `the template uses \`${name}.${member}\`, which there is not: it will print empty`,
          hint,
        );
      }
    }
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return; // The check says what is wrong with it.
  }
  yield* unknown.values();
}

/** What `params` holds: every name that has a value, and all of them as arguments. */
const paramNames = (known: ReadonlySet<string>): readonly string[] => [
  ...[...known].filter((name) => !ROOTS.includes(name)),
  "as_args",
  ...METHODS,
];

/** Of every mapping of a template. */
const METHODS: readonly string[] = ["items", "keys", "values", "get"];

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

import { type Component, type IO, type Operation, type Param, suggest } from "@polyaxon/spec";
import type { CompileIssue } from "../issue.ts";
import { matrixKeys } from "../params/matrix-keys.ts";
import { refProblem } from "../params/check-reference.ts";
import { hasTemplate } from "../params/apply-params.ts";
import { type Member, operationIn } from "./edges.ts";

/** What can be read of another run: its inputs and outputs by name, and what every run has. */
export interface Source {
  /** As messages name it: `operation \`train\``. */
  readonly title: string;
  readonly inputs: readonly IO[];
  readonly outputs: readonly IO[];
}

/** `globals` that a run can take from another. */
const GLOBALS: ReadonlySet<string> = new Set(
  (
    "owner_name project_name project_unique_name project_uuid run_info name uuid status namespace iteration context_path " +
    "artifacts_path run_artifacts_path run_outputs_path created_at compiled_at schedule_at started_at finished_at duration " +
    "cloning_kind original_uuid is_independent"
  ).split(" "),
);

/** Types whose values may stand for each other; other types have to be equal. */
const GROUPS: readonly ReadonlySet<string>[] = [
  new Set(["str", "path", "s3", "gcs", "wasb"]),
  new Set(["float", "metric"]),
];

export const operationSource = (name: string, component: Component): Source => ({
  title: `operation \`${name}\``,
  inputs: component.inputs ?? [],
  outputs: component.outputs ?? [],
});

/** What `ref: dag` reads: the dag's inputs, the values that are given only for templates, and what its matrix suggests. */
export function dagSource(operation: Operation, component: Component): Source {
  const declared = component.inputs ?? [];
  const names = new Set(declared.map(({ name }) => name));
  const more = [
    ...Object.entries(operation.params ?? {}).flatMap(([name, param]) => (param.contextOnly === true ? [name] : [])),
    ...matrixKeys(operation.matrix),
  ].filter((name) => !names.has(name));
  return { title: "the dag", inputs: [...declared, ...more.map((name) => ({ name }))], outputs: [] };
}

/**
 * Checks what an operation's params take from others: that it exists, and that it fits the input. Both ends are named.
 * `sourceOf` answers null for what is unknown here, which is then not checked.
 */
export function* referenceIssues(
  member: Member,
  component: Component,
  sourceOf: (operation: string | null) => Source | null,
): Iterable<CompileIssue> {
  for (const [name, param] of Object.entries(member.operation.params ?? {})) {
    const { ref } = param;
    // Templates are known when they are rendered; a malformed reference is told by the check of params.
    if (ref === undefined || hasTemplate(param.value) || refProblem(param) !== null) continue;
    const upstream = operationIn(ref);
    const source = upstream === null && ref !== "dag" ? null : sourceOf(upstream);
    if (source === null) continue;
    const found = read(source, String(param.value ?? ""));
    if (!found.ok) {
      yield issue("dag.reference", member, name, found.message, found.hint);
      continue;
    }
    const input = component.inputs?.find((io) => io.name === name);
    if (found.io === null || input === undefined || param.contextOnly === true) continue;
    if (fits(found.io, input)) continue;
    const fitting = source.outputs.filter((io) => io.type !== undefined && fits(io, input));
    yield issue(
      "dag.type",
      member,
      name,
      `\`${String(param.value)}\` of ${source.title} is ${typeText(found.io)}, the input \`${name}\` takes ${typeText(input)}`,
      fitting.length === 0
        ? undefined
        : `it would fit: ${fitting
            .slice(0, 4)
            .map((io) => `\`outputs.${io.name}\``)
            .join(", ")}`,
    );
  }
}

type Found =
  | { readonly ok: true; readonly io: Pick<IO, "type" | "isList"> | null }
  | { readonly ok: false; readonly message: string; readonly hint?: string };

const TEXT = { type: "str" } as const;

function read(source: Source, value: NonNullable<Param["ref"]>): Found {
  const [head = "", name] = value.trim().split(".");
  if (head === "artifacts" && name !== undefined) return { ok: true, io: null };
  if (name === undefined) return { ok: true, io: head === "inputs" || head === "outputs" ? { type: "dict" } : TEXT };
  if (head === "globals") {
    if (GLOBALS.has(name)) return { ok: true, io: TEXT };
    return missing(`a run has no \`globals.${name}\``, name, [...GLOBALS]);
  }
  const ios = head === "inputs" ? source.inputs : source.outputs;
  const io = ios.find((each) => each.name === name);
  if (io !== undefined) return { ok: true, io };
  const known = ios.map((each) => each.name);
  const kind = head === "inputs" ? "input" : "output";
  return missing(`${source.title} has no ${kind} \`${name}\`: ${listed(known, kind)}`, name, known);
}

function missing(message: string, name: string, known: readonly string[]): Found {
  const near = suggest(name, known);
  return { ok: false, message, ...(near === null ? {} : { hint: `did you mean \`${near}\`?` }) };
}

const listed = (names: readonly string[], kind: string): string =>
  names.length === 0 ? `it declares no ${kind}s` : `it has ${names.slice(0, 8).join(", ")}`;

/** An input without a type, or of type `any`, takes everything; `isList: false` is the same as no `isList`. */
function fits(from: Pick<IO, "type" | "isList">, to: IO): boolean {
  if (to.type === undefined || to.type === "any") return true;
  const types = from.type === to.type || GROUPS.some((group) => group.has(from.type ?? "") && group.has(to.type ?? ""));
  return types && (from.isList ?? false) === (to.isList ?? false);
}

const typeText = ({ isList, type }: Pick<IO, "type" | "isList">): string =>
  `${isList === true ? "a list of " : ""}${type === undefined ? "untyped" : `\`${type}\``}`;

const issue = (
  code: "dag.reference" | "dag.type",
  { name: operation, path }: Member,
  param: string,
  message: string,
  hint?: string,
): CompileIssue => ({
  code,
  category: "validation",
  path: [...path, "params", param, "value"],
  message: `operation \`${operation}\`, param \`${param}\`: ${message}`,
  ...(hint === undefined ? {} : { hint }),
});

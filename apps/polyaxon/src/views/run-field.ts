import type { Run } from "@polyaxon/client";

/** What a list says of each run beside its values, under the names that queries use. */
export const RUN_FIELDS = [
  "uuid",
  "name",
  "kind",
  "runtime",
  "status",
  "user",
  "tags",
  "created_at",
  "updated_at",
  "started_at",
  "finished_at",
  "wait_time",
  "duration",
  "managed_by",
  "pending",
  "pipeline",
  "original",
] as const satisfies readonly (keyof Run)[];

/** Each with a name behind a dot, which may have dots itself. */
export const VALUE_SCOPES = {
  params: "inputs",
  inputs: "inputs",
  in: "inputs",
  metrics: "outputs",
  outputs: "outputs",
  out: "outputs",
  meta_info: "meta_info",
} as const satisfies Readonly<Record<string, keyof Run>>;

/** A field of a run by its name, such as `status` or `params.lr`; null for one that it does not have, undefined for a name of no field. */
export function runField(run: Run, name: string): unknown {
  const dot = name.indexOf(".");
  if (dot < 0) {
    const field = RUN_FIELDS.find((each) => each === name);
    if (field === undefined) return undefined;
    const value = run[field] ?? null;
    // Other runs are named by their uuid, as a query names them.
    return typeof value === "object" && value !== null && "uuid" in value ? value.uuid : value;
  }
  const scope = name.slice(0, dot);
  const key = name.slice(dot + 1);
  if (!isScope(scope) || key === "") return undefined;
  const values = run[VALUE_SCOPES[scope]] ?? {};
  return Object.hasOwn(values, key) ? values[key] : null;
}

/** The names of all params of these runs, then of all results, each in the order in which they are first met. */
export function valueFields(runs: readonly Run[]): readonly string[] {
  const named = (scope: string, key: "inputs" | "outputs") => [
    ...new Set(runs.flatMap((run) => Object.keys(run[key] ?? {}).map((name) => `${scope}.${name}`))),
  ];
  return [...named("params", "inputs"), ...named("outputs", "outputs")];
}

const isScope = (word: string): word is keyof typeof VALUE_SCOPES => Object.hasOwn(VALUE_SCOPES, word);

import type { JsonObject, ListOptions, Page, RunRecord, RunText, Store } from "@polyaxon/orchestrator";
import { nearest, type Query, type SortKey } from "@polyaxon/query";

/**
 * What a list says beside its runs: that no run of the project has a value that is asked for, or sorted by, as a misspelt name is no
 * error on this wire. Looked up only for a first page that is empty, or whose first run lacks what it is sorted by.
 *
 * @returns a sentence for each name, at most three
 */
export async function unknownValues(
  store: Pick<Store, "listRuns">,
  project: string,
  { after, offset, query, sort }: ListOptions,
  { results }: Page<RunText>,
): Promise<readonly string[]> {
  if (offset > 0 || (after ?? null) !== null) return [];
  const [first] = results;
  const asked = first === undefined ? [...namesIn(query ?? null)] : lackedBy(first, sort ?? []);
  const unknown: Name[] = [];
  for (const name of distinct(asked).slice(0, MOST_NAMES))
    if (!(await hasAny(store, project, name))) unknown.push(name);
  if (unknown.length === 0) return [];
  const newest = await store.listRuns(project, { ...ONE, limit: LOOKED_AT });
  return unknown.map((name) => sentence(name, project, newest.results));
}

const MOST_NAMES = 3;
/** Runs whose names are offered: those of one project are much alike. */
const LOOKED_AT = 50;
const NAMES_SHOWN = 6;

/** `metrics.loss` */
interface Name {
  readonly field: string;
  readonly key: string;
}

const text = ({ field, key }: Name): string => `${field}.${key}`;
const distinct = (names: readonly Name[]): readonly Name[] => [
  ...new Map(names.map((name) => [text(name), name])).values(),
];

/** The values that runs must have to be found. Who asks for runs without a value, or for another one, may well find none. */
function* namesIn(query: Query | null): Generator<Name> {
  if (query === null) return;
  if (query.kind !== "condition") {
    for (const part of query.terms) yield* namesIn(part);
    return;
  }
  const { field, key, negated, operation } = query;
  if (key !== null && field in DOCUMENTS && !negated && operation.kind !== "nil" && operation.kind !== "any")
    yield { field, key };
}

/** What has no value comes last: where the first has none, none has. */
const lackedBy = (run: RunText, sort: readonly SortKey[]): readonly Name[] =>
  sort.flatMap(({ field, key }) =>
    key !== null && field in DOCUMENTS && (parsed(documentOf(run, field))?.[key] ?? null) === null
      ? [{ field, key }]
      : [],
  );

const parsed = (json: string | null): JsonObject | null => (json === null ? null : (JSON.parse(json) as JsonObject));

const ONE: ListOptions = { limit: 1, offset: 0, withCount: false };

/** Also among archived runs. */
async function hasAny(store: Pick<Store, "listRuns">, project: string, { field, key }: Name): Promise<boolean> {
  const query: Query = { kind: "condition", field, key, negated: true, operation: { kind: "nil" }, position: 0 };
  return (await store.listRuns(project, { ...ONE, query })).results.length > 0;
}

/** Where the values of a field stand, by each of its names. */
const DOCUMENTS: Readonly<Record<string, "inputs" | "outputs" | "metaInfo">> = {
  params: "inputs",
  inputs: "inputs",
  in: "inputs",
  outputs: "outputs",
  out: "outputs",
  metrics: "outputs",
  meta_info: "metaInfo",
  meta_values: "metaInfo",
};

const documentOf = <D>(run: Readonly<Record<"inputs" | "outputs" | "metaInfo", D>>, field: string): D =>
  run[DOCUMENTS[field]!];

function sentence(name: Name, project: string, runs: readonly RunRecord[]): string {
  const said = `no run of the project ${project} has ${text(name)}`;
  const isNumeric = name.field === "metrics";
  const known = [...new Set(runs.flatMap((run) => keysOf(documentOf(run, name.field), isNumeric)))].toSorted();
  const near = nearest(name.key, known);
  if (near !== null) return `${said}: did you mean ${name.field}.${near}?`;
  const elsewhere = ["params", "metrics", "outputs"].find((field) =>
    runs.some((run) => keysOf(documentOf(run, field), field === "metrics").includes(name.key)),
  );
  if (elsewhere !== undefined) return `${said}: did you mean ${elsewhere}.${name.key}?`;
  if (known.length === 0) return said;
  const shown = known.slice(0, NAMES_SHOWN).map((key) => `${name.field}.${key}`);
  return `${said}: there ${shown.length === 1 ? "is" : "are"} ${shown.join(", ")}${known.length > shown.length ? ", ..." : ""}`;
}

/** Names that a query can hold. */
const keysOf = (document: JsonObject | null, isNumeric: boolean): readonly string[] =>
  Object.entries(document ?? {}).flatMap(([key, value]) =>
    /^[-\w/.]{1,100}$/.test(key) && (isNumeric ? typeof value === "number" : typeof value !== "object") ? [key] : [],
  );

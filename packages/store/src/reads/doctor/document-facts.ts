import { type DocumentFacts, metricBounds, type RunId } from "@polyaxon/orchestrator";
import { artifactFromRow } from "../../rows/artifact-row.ts";
import { type RunRow, unreadableOf } from "../../rows/run-row.ts";
import type { ArtifactsTable } from "../../schema/tables.ts";
import { type Database, statement } from "../../statement.ts";
import { indexedTags, sameScalar, type Scalar, scalarsOf } from "../../units/values.ts";

/** What of a run is compared. */
const COMPARED = ["id", "uuid", "project_id", "inputs", "outputs", "meta_info", "tags", "values_due_at"] as const;
type Indexed = Pick<RunRow, (typeof COMPARED)[number]>;
interface ValueRow extends Scalar {
  run_id: number;
  project_id: number;
  scope: string;
  name: string;
}
interface TagRow {
  run_id: number;
  project_id: number;
  tag: string;
}
type Range = { readonly after: number; readonly upTo: number };

const selectRuns = statement<{ after: number; limit: number }, Indexed>((db, p) =>
  db.selectFrom("runs").select(COMPARED).where("id", ">", p.after).orderBy("id").limit(p.limit),
);
const selectValues = statement<Range, ValueRow>((db, p) =>
  db
    .selectFrom("run_values as v")
    .innerJoin("value_keys as k", "k.id", "v.key_id")
    .select(["v.run_id", "v.project_id", "k.scope", "k.name", "v.type", "v.number", "v.text"])
    .where("v.run_id", ">", p.after)
    .where("v.run_id", "<=", p.upTo),
);
const selectTags = statement<Range, TagRow>((db, p) =>
  db
    .selectFrom("run_tags")
    .select(["run_id", "project_id", "tag"])
    .where("run_id", ">", p.after)
    .where("run_id", "<=", p.upTo),
);

const selectMetrics = statement<Range, ArtifactsTable>((db, p) =>
  db
    .selectFrom("artifacts")
    .selectAll()
    .where("kind", "=", "metric")
    .where("run_id", ">", p.after)
    .where("run_id", "<=", p.upTo),
);

/** A server indexes within a second or two what is due; how long nobody has done it for it to be worth a word. */
const LATE_MS = 60_000;

export async function documentFacts(
  database: Database,
  page: { readonly after: number; readonly limit: number; readonly now: number },
): Promise<{ readonly next: number | null; readonly disagreeing: readonly DocumentFacts[] }> {
  const runs = await selectRuns(database, page);
  const last = runs.at(-1);
  if (last === undefined) return { next: null, disagreeing: [] };
  return {
    next: runs.length < page.limit ? null : last.id,
    disagreeing: await disagreeing(database, runs, { after: page.after, upTo: last.id, now: page.now }),
  };
}

/** Null when its values and tags are those of its documents. */
export async function documentFact(database: Database, run: Indexed, now: number): Promise<DocumentFacts | null> {
  return (await disagreeing(database, [run], { after: run.id - 1, upTo: run.id, now }))[0] ?? null;
}

async function disagreeing(
  database: Database,
  runs: readonly Indexed[],
  { now, ...range }: Range & { readonly now: number },
): Promise<readonly DocumentFacts[]> {
  const values = byRun(await selectValues(database, range));
  const tags = byRun(await selectTags(database, range));
  const metrics = byRun(await selectMetrics(database, range));
  return runs.flatMap((run) => {
    const found =
      late(run, now) ?? difference(run, values.get(run.id) ?? [], tags.get(run.id) ?? [], metrics.get(run.id) ?? []);
    return found === null ? [] : [{ uuid: run.uuid as RunId, ...found }];
  });
}

/** What is marked and not yet late is no more than that; `difference` passes over it. */
const late = ({ values_due_at: due }: Indexed, now: number): Pick<DocumentFacts, "what" | "example" | "since"> | null =>
  due !== null && now - due > LATE_MS ? { what: "late", example: null, since: due } : null;

function difference(
  run: Indexed,
  values: readonly ValueRow[],
  tags: readonly TagRow[],
  metrics: readonly ArtifactsTable[],
): Pick<DocumentFacts, "what" | "example"> | null {
  // This program writes none such: the row was changed by hand or damaged.
  if (unreadableOf(run).length > 0) return UNREADABLE;
  try {
    const bounds = new Map<string, number | null>();
    for (const row of metrics) {
      const found = metricBounds(artifactFromRow({ ...row, run_uuid: run.uuid }), run.uuid);
      for (const side of ["least", "most"] as const) if (found !== null) bounds.set(`${side}.${row.name}`, found[side]);
    }
    const wanted = new Map([...scalarsOf(run)].map(([scope, name, scalar]) => [`${scope}.${name}`, scalar]));
    // Those of runs that logged before there were bounds have none: nothing is wrong with them.
    const ofBounds = values.filter(({ scope }) => scope === "least" || scope === "most");
    const isBoundRight = ({ name, number, scope }: ValueRow): boolean => bounds.get(`${scope}.${name}`) === number;
    const ofDocuments = values.filter((value) => !ofBounds.includes(value));
    const isWanted = (value: ValueRow): boolean => {
      const scalar = wanted.get(pathOf(value));
      return scalar !== undefined && sameScalar(scalar, value);
    };
    const stale =
      ofBounds.find((value) => !isBoundRight(value) || value.project_id !== run.project_id) ??
      ofDocuments.find((value) => !isWanted(value) || value.project_id !== run.project_id);
    const isMarked = run.values_due_at !== null;
    if (stale !== undefined && !isMarked) return { what: "values", example: pathOf(stale) };
    const found = new Set(ofDocuments.map(pathOf));
    const missing = [...wanted.keys()].find((path) => !found.has(path));
    if (missing !== undefined && !isMarked) return { what: "values", example: missing };
    const names = indexedTags(run.tags);
    const other = tags.find((row) => !names.has(row.tag) || row.project_id !== run.project_id);
    const kept = new Set(tags.map(({ tag }) => tag));
    const example = other?.tag ?? [...names].find((name) => !kept.has(name));
    return example === undefined ? null : { what: "tags", example };
  } catch {
    return UNREADABLE; // A metric's summary.
  }
}

const UNREADABLE = { what: "unreadable", example: null } as const;

const pathOf = ({ name, scope }: Pick<ValueRow, "name" | "scope">): string => `${scope}.${name}`;

function byRun<Row extends { run_id: number }>(rows: readonly Row[]): ReadonlyMap<number, readonly Row[]> {
  const grouped = new Map<number, Row[]>();
  for (const row of rows) {
    const group = grouped.get(row.run_id);
    if (group === undefined) grouped.set(row.run_id, [row]);
    else group.push(row);
  }
  return grouped;
}

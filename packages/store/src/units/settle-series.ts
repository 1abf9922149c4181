import { type Json, MAX_SERIES_NAMES, mergedNews, type SeriesSummary } from "@polyaxon/orchestrator";
import { jsonText, parseJson, parseObject, readObject, unionOf } from "../json.ts";
import type { RunRow } from "../rows/run-row.ts";
import { mergedSummary } from "../rows/series-summary.ts";
import { statement } from "../statement.ts";
import { upsertArtifact } from "./artifacts.ts";
import { type BoundedMetric, type BoundedRun, indexBounds } from "./bounds.ts";
import type { UnitScope } from "./scope.ts";

/*
 * The last value of each series is an output of its run, and what is known of the series stands in its lineage. Both cost
 * several rows for each series, so a run is told at most once a second; meanwhile its news wait here, beside the points and as
 * durable as they. They are settled by the next batch after that second, when the run ends, before somebody else changes its
 * outputs, and by the sealer's sweep: whoever reads a run that has ended reads its very last values.
 */

const insertNews = statement<{ run: number; now: number; summaries: string }>((db, p) =>
  db.insertInto("series_news").values({ run_id: p.run, told_at: p.now, summaries: p.summaries }),
);
const selectNews = statement<{ run: number }, { id: number; summaries: string }>({ by: ["run"] }, (db, p) =>
  db.selectFrom("series_news").select(["id", "summaries"]).where("run_id", "=", p.run).orderBy("id"),
);
const deleteNews = statement<{ run: number; upTo: number }>((db, p) =>
  db.deleteFrom("series_news").where("run_id", "=", p.run).where("id", "<=", p.upTo),
);
const selectMetric = statement<
  { run: number; name: string; state: string },
  { name: string; path: string | null; summary: string }
>({ by: ["run", "name", "state"] }, (db, p) =>
  db
    .selectFrom("artifacts")
    .select(["name", "path", "summary"])
    .where("run_id", "=", p.run)
    .where("name", "=", p.name)
    .where("state", "=", p.state)
    .where("kind", "=", "metric"),
);
const countNames = statement<{ run: number }, { names: number }>((db, p) =>
  db
    .selectFrom("artifacts")
    .select((eb) => eb.fn.countAll<number>().as("names"))
    .where("run_id", "=", p.run)
    .where("kind", "=", "metric"),
);

/** What a batch says of its series is kept until the run is told. */
export async function keepNews(
  scope: UnitScope,
  row: RunRow,
  { summaries, now }: { readonly summaries: readonly SeriesSummary[]; readonly now: number },
): Promise<void> {
  await insertNews(scope, { run: row.id, now, summaries: jsonText(summaries) });
}

/**
 * Tells a row what its series say: the news that wait, and `more`. The caller stores the row. What waits was acknowledged: it
 * is told whatever other series the run has got meanwhile.
 *
 * @returns how many series the run has then; null, and nothing is changed, when `more` names new ones and makes them too many
 */
export async function settleInto(
  scope: UnitScope,
  row: RunRow,
  more: readonly SeriesSummary[] = [],
): Promise<number | null> {
  const waiting = await selectNews(scope, { run: row.id });
  const last = waiting.at(-1);
  if (last === undefined && more.length === 0) return 0;
  const told = waiting.flatMap(({ summaries }) => (parseJson(summaries) as unknown as StoredSummary[]).map(fromStored));
  const summaries = mergedNews([...told, ...more]);
  const accepted = new Set(told.map(({ name }) => name));
  const names = await summarise(scope, row, summaries, accepted);
  if (names === null) return null;
  if (last !== undefined) await deleteNews(scope, { run: row.id, upTo: last.id });
  const values = Object.fromEntries(summaries.map(({ name, last: value }): [string, Json] => [name, value]));
  const outputs = row.outputs === null ? {} : readObject(row.outputs);
  // What cannot be read is left as it is, for a person to mend; the run's end is not held up by it.
  if (outputs !== null) row.outputs = jsonText(unionOf(outputs, values));
  return names;
}

/** Documents keep NaN and infinities as words. */
type StoredSummary = { readonly [K in keyof SeriesSummary]: SeriesSummary[K] | string };

function fromStored({ name, ...rest }: StoredSummary): SeriesSummary {
  const numbers = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, Number(value)]));
  return { name, ...(numbers as Omit<SeriesSummary, "name">) };
}

/** How many there are then; null when too many. What a file of events says of a name stays: the file is the truth of that. */
async function summarise(
  scope: UnitScope,
  run: BoundedRun,
  summaries: readonly SeriesSummary[],
  accepted: ReadonlySet<string>,
): Promise<number | null> {
  // One by one: a list of names would be another statement for each length, and building one costs more than all of these.
  // Where asking costs more than that, they go as one.
  const known = await Promise.all(
    summaries.map(({ name }) => selectMetric(scope, { run: run.id, name, state: run.uuid })),
  );
  const byName = new Map(known.flat().map((each) => [each.name, each]));
  const [count] = await countNames(scope, { run: run.id });
  const added = summaries.filter(({ name }) => !byName.has(name));
  const names = (count?.names ?? 0) + added.length;
  if (names > MAX_SERIES_NAMES && added.some(({ name }) => !accepted.has(name))) return null;
  const metrics: BoundedMetric[] = [];
  for (const summary of summaries) {
    const before = byName.get(summary.name);
    if (before !== undefined && before.path !== null) continue;
    const item = { kind: "metric", state: run.uuid, path: null };
    const text = jsonText(mergedSummary(before === undefined ? null : parseObject(before.summary), summary));
    await upsertArtifact(scope, { ...item, run_id: run.id, name: summary.name, summary: text, is_input: 0 });
    metrics.push({ name: summary.name, item: { ...item, isInput: false, summary: parseObject(text) } });
  }
  await indexBounds(scope, run, metrics);
  return names;
}

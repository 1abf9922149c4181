import type { Condition, Instant } from "@polyaxon/lifecycle";
import type { ProjectRecord, RunDetail, RunDetailText, RunPlace, TrustedDocuments } from "@polyaxon/orchestrator";
import { conditionFromRow } from "../rows/condition-row.ts";
import { projectFromRow, type ProjectRow, selectProjectRows } from "../rows/project-row.ts";
import { type DetailRow, detailFromRow, selectDetailRows } from "../rows/run-row.ts";
import { checkedText, detailTextFromValues, selectDetailTexts } from "../rows/run-text.ts";
import type { RunConditionsTable } from "../schema/tables.ts";
import { type Database, statement, valuesStatement } from "../statement.ts";

/** Reads of one thing by its key: tens of microseconds each, so they may run where the caller is. */

const detail = statement<{ uuid: string }, DetailRow & { bookmark: number | null }>((db, p) =>
  selectDetailRows(db)
    .leftJoin("bookmarks as b", (join) => join.on("b.kind", "=", "run").onRef("b.target_id", "=", "r.id"))
    .select("b.target_id as bookmark")
    .where("r.uuid", "=", p.uuid),
);

export async function getRun(database: Database, uuid: string): Promise<RunDetail | null> {
  const [row] = await detail(database, { uuid });
  return row === undefined ? null : { ...detailFromRow(row), bookmarked: row.bookmark !== null };
}

const detailText = valuesStatement<{ uuid: string }>((db, p) => selectDetailTexts(db).where("r.uuid", "=", p.uuid));

export async function getRunText(
  database: Database,
  uuid: string,
  trusted?: TrustedDocuments,
): Promise<RunDetailText | null> {
  const [values] = await detailText(database, { uuid });
  return values === undefined ? null : detailTextFromValues(checkedText(values, trusted));
}

const place = statement<{ uuid: string }, RunPlace>((db, p) =>
  db
    .selectFrom("runs as r")
    .innerJoin("projects as p", "p.id", "r.project_id")
    .select(["p.name as project", "r.attempt"])
    .where("r.uuid", "=", p.uuid),
);

export const placeOf = async (database: Database, uuid: string): Promise<RunPlace | null> =>
  (await place(database, { uuid }))[0] ?? null;

const conditions = statement<{ uuid: string }, RunConditionsTable>((db, p) =>
  db
    .selectFrom("run_conditions as c")
    .innerJoin("runs as r", "r.id", "c.run_id")
    .selectAll("c")
    .where("r.uuid", "=", p.uuid)
    .orderBy("c.seq"),
);

export async function getConditions(database: Database, uuid: string): Promise<readonly Condition[]> {
  return (await conditions(database, { uuid })).map(conditionFromRow);
}

const project = statement<{ name: string }, ProjectRow>((db, p) =>
  selectProjectRows(db).where("p.name", "=", p.name).where("p.live_state", "<>", -1),
);

export async function getProject(database: Database, name: string): Promise<ProjectRecord | null> {
  const [row] = await project(database, { name });
  return row === undefined ? null : projectFromRow(row);
}

const nextDue = statement<object, { due_at: number }>((db) =>
  db
    .selectFrom("run_work")
    .select("due_at")
    .where("due_at", "is not", null)
    .orderBy("due_at")
    .limit(1)
    .$castTo<{ due_at: number }>(),
);

export async function nextWakeAt(database: Database): Promise<Instant | null> {
  const [row] = await nextDue(database, {});
  return row?.due_at ?? null;
}

const latestOfWaiting = statement<object, { latest: number | null }>((db) =>
  db
    .selectFrom("run_work")
    .innerJoin("runs", "runs.id", "run_work.run_id")
    .select((eb) => eb.fn.max("runs.updated_at").as("latest"))
    .where("run_work.due_at", "is not", null)
    .$castTo<{ latest: number | null }>(),
);

export async function latestChange(database: Database): Promise<Instant | null> {
  const [row] = await latestOfWaiting(database, {});
  return row?.latest ?? null;
}

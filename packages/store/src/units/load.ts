import { DONE, type Instant } from "@polyaxon/lifecycle";
import { type DetailRow, type RunRow, selectDetailRows, selectRunRows } from "../rows/run-row.ts";
import { statement } from "../statement.ts";
import type { UnitScope } from "./scope.ts";

/** Rows that a unit is about to change: locked where the database has concurrent writers. */
const byUuid = statement<{ uuid: string }, RunRow>((db, p, dialect) => {
  const rows = selectRunRows(db).where("r.uuid", "=", p.uuid);
  return dialect.locksRows ? rows.forUpdate("r") : rows;
});
const detailByUuid = statement<{ uuid: string }, DetailRow>((db, p, dialect) => {
  const rows = selectDetailRows(db).where("r.uuid", "=", p.uuid);
  return dialect.locksRows ? rows.forUpdate("r") : rows;
});
const detailById = statement<{ id: number }, DetailRow>((db, p, dialect) => {
  const rows = selectDetailRows(db).where("r.id", "=", p.id);
  return dialect.locksRows ? rows.forUpdate("r") : rows;
});
const childrenOf = statement<{ parent: number }, RunRow>((db, p, dialect) => {
  const rows = selectRunRows(db).where("r.pipeline_id", "=", p.parent).orderBy("r.id");
  return dialect.locksRows ? rows.forUpdate("r") : rows;
});
const unfinishedChildrenOf = statement<{ parent: number }, RunRow>((db, p, dialect) => {
  const rows = selectRunRows(db)
    .where("r.pipeline_id", "=", p.parent)
    .where("r.status", "not in", [...DONE])
    .orderBy("r.id");
  return dialect.locksRows ? rows.forUpdate("r") : rows;
});

export const loadRun = async (scope: UnitScope, uuid: string): Promise<RunRow | undefined> =>
  (await byUuid(scope, { uuid }))[0];
export const loadDetail = async (scope: UnitScope, uuid: string): Promise<DetailRow | undefined> =>
  (await detailByUuid(scope, { uuid }))[0];
export const loadDetailById = async (scope: UnitScope, id: number): Promise<DetailRow | undefined> =>
  (await detailById(scope, { id }))[0];
export const loadUnfinishedChildren = (scope: UnitScope, parent: number): Promise<readonly RunRow[]> =>
  unfinishedChildrenOf(scope, { parent });
export const loadChildren = (scope: UnitScope, parent: number): Promise<readonly RunRow[]> =>
  childrenOf(scope, { parent });

/** Calls `each` for the named runs and all their descendants, parents before children; unknown uuids are passed over. */
export async function forFamily(
  scope: UnitScope,
  uuids: readonly string[],
  each: (row: RunRow, now: Instant) => Promise<void>,
  now: Instant,
  children: (scope: UnitScope, parent: number) => Promise<readonly RunRow[]> = loadChildren,
): Promise<void> {
  const seen = new Set<string>();
  const waiting: RunRow[] = [];
  for (const uuid of uuids) {
    const row = await loadRun(scope, uuid);
    if (row !== undefined) waiting.push(row);
  }
  for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
    if (seen.has(row.uuid)) continue;
    seen.add(row.uuid);
    await each(row, now);
    waiting.push(...(await children(scope, row.id)));
  }
}

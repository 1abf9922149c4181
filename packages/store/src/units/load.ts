import { DONE } from "@polyaxon/lifecycle";
import { type DetailRow, type RunRow, selectDetailRows, selectRunRows } from "../rows/run-row.ts";
import { sql } from "kysely";
import { eachApart, statement } from "../statement.ts";
import type { UnitScope } from "./scope.ts";
import { isPipeline } from "./wake.ts";

const lockByUuid = statement<{ uuid: string }>({ by: ["uuid"] }, (db, p) =>
  db.selectFrom("runs").select("id").where("uuid", "=", p.uuid).forUpdate(),
);
const lockById = statement<{ id: number }>({ by: ["id"] }, (db, p) =>
  db.selectFrom("runs").select("id").where("id", "=", p.id).forUpdate(),
);
const lockChildrenOf = statement<{ parent: number }>({ by: ["parent"] }, (db, p) =>
  db.selectFrom("runs").select("id").where("pipeline_id", "=", p.parent).orderBy("id").forUpdate(),
);

const byUuid = statement<{ uuid: string }, RunRow>({ by: ["uuid"] }, (db, p) =>
  selectRunRows(db).where("r.uuid", "=", p.uuid),
);
const detailByUuid = statement<{ uuid: string }, DetailRow>({ by: ["uuid"] }, (db, p) =>
  selectDetailRows(db).where("r.uuid", "=", p.uuid),
);
const detailById = statement<{ id: number }, DetailRow>({ by: ["id"] }, (db, p) =>
  selectDetailRows(db).where("r.id", "=", p.id),
);
const childrenOf = statement<{ parent: number }, RunRow>((db, p) =>
  selectRunRows(db).where("r.pipeline_id", "=", p.parent).orderBy("r.id"),
);
const unfinishedChildrenOf = statement<{ parent: number }, RunRow>((db, p) =>
  selectRunRows(db)
    .where("r.pipeline_id", "=", p.parent)
    .where("r.status", "not in", [...DONE])
    .orderBy("r.id"),
);

/**
 * Rows that a unit is about to change. Where the database has concurrent writers they are locked by a statement of its
 * own, sent together with the one that reads: a row that was waited for comes back as it is now, and so does everything
 * that is joined to it. (`for update` on the joined read would give the new row beside the old condition.)
 */
export const lockAnd = async <R>(
  scope: UnitScope,
  lock: () => Promise<unknown>,
  read: () => Promise<readonly R[]>,
): Promise<readonly R[]> => {
  if (!scope.dialect.locksRows) return read();
  const [, rows] = await Promise.all([lock(), read()]);
  return rows;
};

/**
 * Locks many runs in one order, whatever order they are named in, so that two units that change the same runs wait for
 * each other instead of standing in each other's way. Does nothing where there is one writer.
 */
export async function lockRuns(scope: UnitScope, uuids: readonly string[]): Promise<void> {
  if (!scope.dialect.locksRows || uuids.length === 0) return;
  await scope.db.selectFrom("runs").select("id").where("uuid", "in", uuids).orderBy("id").forUpdate().execute();
}

export async function lockChildren(scope: UnitScope, parent: number): Promise<void> {
  if (scope.dialect.locksRows) await lockChildrenOf(scope, { parent });
}

const lockAll = statement<{ uuids: readonly string[] }>((db, p) =>
  db
    .selectFrom("runs")
    .select("id")
    .where("uuid", "=", sql<string>`any(${p.uuids})`)
    .orderBy("id")
    .forUpdate(),
);
const byUuids = statement<{ uuids: readonly string[] }, RunRow>((db, p) =>
  selectRunRows(db).where("r.uuid", "=", sql<string>`any(${p.uuids})`),
);

/** Locks and reads many runs at once, for units that will each load one of them; where rows are locked. */
export async function prefetchRuns(scope: UnitScope, uuids: readonly string[]): Promise<Map<string, RunRow>> {
  if (uuids.length === 0) return new Map();
  const rows = await lockAnd(
    scope,
    () => lockAll(scope, { uuids }),
    () => byUuids(scope, { uuids }),
  );
  return new Map(rows.map((row) => [row.uuid, row]));
}

export const loadRun = async (scope: UnitScope, uuid: string): Promise<RunRow | undefined> => {
  const prefetched = scope.prefetched?.get(uuid);
  // A unit may change it: whoever comes next reads it again.
  if (prefetched !== undefined && scope.prefetched?.delete(uuid)) return prefetched;
  const [row] = await lockAnd(
    scope,
    () => lockByUuid(scope, { uuid }),
    () => byUuid(scope, { uuid }),
  );
  return row;
};
export const loadDetail = async (scope: UnitScope, uuid: string): Promise<DetailRow | undefined> => {
  const [row] = await lockAnd(
    scope,
    () => lockByUuid(scope, { uuid }),
    () => detailByUuid(scope, { uuid }),
  );
  return row;
};
/** To be changed: locked. */
export const loadDetailById = async (scope: UnitScope, id: number): Promise<DetailRow | undefined> => {
  const [row] = await lockAnd(
    scope,
    () => lockById(scope, { id }),
    () => detailById(scope, { id }),
  );
  return row;
};
/** To be read only. */
export const readDetailById = async (scope: UnitScope, id: number): Promise<DetailRow | undefined> =>
  (await detailById(scope, { id }))[0];
export const loadUnfinishedChildren = (scope: UnitScope, parent: number): Promise<readonly RunRow[]> =>
  lockAnd(
    scope,
    () => lockChildrenOf(scope, { parent }),
    () => unfinishedChildrenOf(scope, { parent }),
  );
export const loadChildren = (scope: UnitScope, parent: number): Promise<readonly RunRow[]> =>
  lockAnd(
    scope,
    () => lockChildrenOf(scope, { parent }),
    () => childrenOf(scope, { parent }),
  );

/**
 * Calls `each` for the named runs and all their descendants, parents before children; unknown uuids are passed over.
 * The whole family is loaded before the first change, since a change of a child also touches its parent's work row:
 * locks are taken downwards first and upwards then. The children of one generation are changed together: a sweep may have
 * thousands of them.
 */
export async function forFamily(
  scope: UnitScope,
  uuids: readonly string[],
  each: (scope: UnitScope, row: RunRow) => Promise<void>,
  children: (scope: UnitScope, parent: number) => Promise<readonly RunRow[]> = loadChildren,
): Promise<void> {
  await lockRuns(scope, uuids);
  const known = new Set<string>();
  const family: RunRow[][] = [];
  let generation: RunRow[] = [];
  for (const uuid of uuids) {
    const row = await loadRun(scope, uuid);
    if (row !== undefined) generation.push(row);
  }
  while (generation.length > 0) {
    const next: RunRow[] = [];
    const fresh: RunRow[] = [];
    for (const row of generation) {
      if (known.has(row.uuid)) continue;
      known.add(row.uuid);
      fresh.push(row);
      if (isPipeline(row.kind)) next.push(...(await children(scope, row.id)));
    }
    family.push(fresh);
    generation = next;
  }
  const [named = [], ...descendants] = family;
  // Of these one may be another's child.
  for (const row of named) await each(scope, row);
  for (const rows of descendants) await eachApart(scope, rows, each);
}

import { join } from "node:path";
import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import { openSqliteStore } from "@polyaxon/store";
import { type BulkRun, bulkRun, KEYS, PROJECT } from "./dataset.ts";
import { indexedRow, RUN_COLUMNS, runRow } from "./rows.ts";

/** Fills a new folder with a database of `count` runs: rows in the order of their tables, indexes afterwards. */
export async function loadSqlite(folder: string, count: number): Promise<void> {
  await (await openSqliteStore({ folder })).close();
  const db = new DatabaseSync(join(folder, "polyaxon.db"));
  db.exec(
    "pragma journal_mode = delete; pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -500000; pragma temp_store = memory",
  );
  const indexes = db
    .prepare(
      "select name, sql from sqlite_master where type = 'index' and sql is not null and tbl_name in ('runs', 'run_values', 'run_tags')",
    )
    .all() as { name: string; sql: string }[];
  db.exec("begin");
  for (const { name } of indexes) db.exec(`drop index ${name}`);
  insertProject(db);
  const insertRun = db.prepare(
    `insert into runs (${RUN_COLUMNS.join(", ")}) values (${RUN_COLUMNS.map(() => "?").join(", ")})`,
  );
  const insertDocument = db.prepare("insert into run_documents (run_id) values (?)");
  const tags: [string, number][] = [];
  for (let id = 1; id <= count; id += 1) {
    const run: BulkRun = bulkRun(id);
    insertRun.run(...(runRow(run) as (string | number | null)[]));
    insertDocument.run(id);
    for (const tag of run.tags) tags.push([tag, id]);
  }
  const insertTag = db.prepare("insert into run_tags (project_id, tag, run_id) values (1, ?, ?)");
  for (const [tag, id] of tags.toSorted(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x - y))) insertTag.run(tag, id);
  insertValues(db, count);
  for (const { sql } of indexes) db.exec(sql);
  db.exec("commit; pragma journal_mode = wal");
  db.close();
}

function insertProject(db: DatabaseSyncInstance): void {
  db.prepare(
    "insert into projects (id, uuid, name, tags, created_at, updated_at, live_state) values (1, 'many', ?, '[]', 0, 0, 1)",
  ).run(PROJECT);
}

function insertValues(db: DatabaseSyncInstance, count: number): void {
  const insertKey = db.prepare("insert into value_keys (id, scope, name) values (?, ?, ?)");
  const insertValue = db.prepare(
    "insert into run_values (project_id, key_id, type, number, text, run_id) values (1, ?, ?, ?, ?, ?)",
  );
  for (const [index, { scope, name, of }] of KEYS.entries()) {
    insertKey.run(index + 1, scope, name);
    const rows = Array.from({ length: count }, (_, n) => indexedRow(of(n + 1), n + 1));
    rows.sort(
      (a, b) => a.type - b.type || a.number - b.number || (a.text < b.text ? -1 : a.text > b.text ? 1 : a.run - b.run),
    );
    for (const { type, number, text, run } of rows) insertValue.run(index + 1, type, number, text, run);
  }
}

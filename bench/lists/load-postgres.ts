import { spawn } from "node:child_process";
import { once } from "node:events";
import { openPostgresStore } from "@polyaxon/store";
import pg from "pg";
import { bulkRun, KEYS, PROJECT } from "./dataset.ts";
import { indexedRow, RUN_COLUMNS, runRow } from "./rows.ts";

/** Fills an empty database with `count` runs through `copy`, indexes afterwards. Needs `psql`. */
export async function loadPostgres(url: string, count: number): Promise<void> {
  await (await openPostgresStore({ url })).close();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: indexes } = await client.query<{ indexname: string; indexdef: string }>(
      `select indexname, indexdef from pg_indexes where tablename in ('runs', 'run_values', 'run_tags') and indexname not like '%_key' and indexname not like '%pkey'`,
    );
    for (const { indexname } of indexes) await client.query(`drop index ${indexname}`);
    await client.query("alter table run_values drop constraint run_values_key");
    await client.query(
      "insert into projects (id, uuid, name, tags, created_at, updated_at, live_state) overriding system value values (1, 'many', $1, '[]', 0, 0, 1)",
      [PROJECT],
    );
    const runs = Array.from({ length: count }, (_, n) => n + 1);
    await copy(url, `runs (${RUN_COLUMNS.join(", ")})`, runs, (id) => [runRow(bulkRun(id))]);
    await copy(url, "run_documents (run_id)", runs, (id) => [[id]]);
    await copy(url, "run_tags (project_id, tag, run_id)", runs, (id) => bulkRun(id).tags.map((tag) => [1, tag, id]));
    for (const [index, { scope, name, of }] of KEYS.entries()) {
      await client.query("insert into value_keys (id, scope, name) overriding system value values ($1, $2, $3)", [
        index + 1,
        scope,
        name,
      ]);
      await copy(url, "run_values (project_id, key_id, type, number, text, run_id)", runs, (id) => {
        const { type, number, text } = indexedRow(of(id), id);
        return [[1, index + 1, type, number, text, id]];
      });
    }
    await client.query("set maintenance_work_mem = '1GB'");
    await client.query(
      "alter table run_values add constraint run_values_key primary key (project_id, key_id, type, number, text, run_id)",
    );
    for (const { indexdef } of indexes) await client.query(indexdef);
    for (const table of ["runs", "projects", "value_keys"])
      await client.query(`select setval(pg_get_serial_sequence('${table}', 'id'), ${count + 1000})`);
    await client.query("vacuum analyze");
  } finally {
    await client.end();
  }
}

async function copy<T>(
  url: string,
  into: string,
  items: readonly T[],
  rowsOf: (item: T) => readonly (readonly unknown[])[],
): Promise<void> {
  const psql = spawn("psql", ["-q", "-d", url, "-c", `copy ${into} from stdin`], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  const ended = once(psql, "close");
  let text = "";
  for (const item of items) {
    for (const row of rowsOf(item)) text += `${row.map(field).join("\t")}\n`;
    if (text.length < 1_000_000) continue;
    if (!psql.stdin.write(text)) await once(psql.stdin, "drain");
    text = "";
  }
  psql.stdin.end(text);
  const [code] = (await ended) as [number];
  if (code !== 0) throw new Error(`copy ${into} ended with ${code}`);
}

const field = (value: unknown): string =>
  value === null || value === undefined
    ? String.raw`\N`
    : String(value)
        .replaceAll("\\", "\\\\")
        .replaceAll("\t", String.raw`\t`)
        .replaceAll("\n", String.raw`\n`);

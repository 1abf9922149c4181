import type { DatabaseSyncInstance } from "@photostructure/sqlite";

/** A table that is copied between databases of one schema. */
export interface CopiedTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Its primary key, in order. */
  readonly key: readonly string[];
  /** The column whose values the database hands out; null when there is none. */
  readonly generated: string | null;
}

/** Every table of a SQLite database but what one installation has for itself. */
export function copiedTables(connection: DatabaseSyncInstance): readonly CopiedTable[] {
  const tables = connection
    .prepare(
      `select name, sql from sqlite_master
       where type = 'table' and name not like 'sqlite\\_%' escape '\\' and name <> 'installation' order by rowid`,
    )
    .all() as { name: string; sql: string }[];
  return tables.map(({ name, sql }) => {
    const columns = connection.prepare("select name, pk from pragma_table_info(?) order by cid").all(name) as {
      name: string;
      pk: number;
    }[];
    const key = columns.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk);
    return {
      name,
      columns: columns.map((column) => column.name),
      key: key.map((column) => column.name),
      generated: /\bautoincrement\b/i.test(sql) ? (key[0]?.name ?? null) : null,
    };
  });
}

const FIRST_ROWS = 100;
const MOST_ROWS = 2_000;
/** Of text and bytes in a batch. */
const BATCH_CHARACTERS = 2_000_000;

/** How many rows to take next, so that few wide ones and many narrow ones both fit in memory. */
export function nextBatch(last: readonly (readonly unknown[])[] | null): number {
  if (last === null || last.length === 0) return FIRST_ROWS;
  const characters = charactersOf(last);
  return Math.max(1, Math.min(MOST_ROWS, Math.floor((BATCH_CHARACTERS * last.length) / Math.max(1, characters))));
}

const charactersOf = (rows: readonly (readonly unknown[])[]): number => {
  let sum = 0;
  for (const row of rows) {
    for (const value of row) sum += typeof value === "string" || value instanceof Uint8Array ? value.length : 0;
  }
  return sum;
};

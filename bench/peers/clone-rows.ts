import { DatabaseSync } from "@photostructure/sqlite";

type Value = string | number | bigint | Uint8Array | null;
type Row = Readonly<Record<string, Value>>;

/** Rows of a table that belong to one run, and what is different in those of another. */
export interface ClonedTable {
  readonly table: string;
  /** The rows to begin from. */
  readonly where: { readonly column: string; readonly is: Value };
  readonly other: (run: number, row: Row) => Row;
}

/**
 * Makes runs as one that the server itself has made, straight in its SQLite database: what would take hours over HTTP. One
 * transaction; the server must be idle.
 */
export function cloneRuns(file: string, tables: readonly ClonedTable[], runs: Iterable<number>): void {
  const db = new DatabaseSync(file);
  try {
    db.exec("pragma busy_timeout = 10000; begin immediate");
    const inserts = tables.map(({ table, where, other }) => {
      const rows = db.prepare(`select * from ${table} where ${where.column} = ?`).all(where.is) as Row[];
      if (rows[0] === undefined) throw new Error(`${table} has no row whose ${where.column} is ${String(where.is)}`);
      const columns = Object.keys(rows[0]);
      const names = columns.map((column) => `"${column}"`).join(", ");
      const insert = db.prepare(`insert into ${table} (${names}) values (${columns.map(() => "?").join(", ")})`);
      return (run: number): void => {
        for (const row of rows) {
          const made: Row = { ...row, ...other(run, row) };
          insert.run(...columns.map((column) => made[column] ?? null));
        }
      };
    });
    for (const run of runs) for (const insert of inserts) insert(run);
    db.exec("commit");
  } finally {
    db.close();
  }
}

/** One value of a SQLite database. */
export function valueIn(file: string, statement: string, ...bound: readonly Value[]): Value {
  const db = new DatabaseSync(file);
  try {
    const [value] = Object.values((db.prepare(statement).get(...bound) ?? {}) as Row);
    if (value === undefined) throw new Error(`${statement} found nothing`);
    return value;
  } finally {
    db.close();
  }
}

/** 32 hex digits, other ones for each run. */
export const uuidOf = (run: number): string => `c0de${run.toString(16).padStart(28, "0")}`;

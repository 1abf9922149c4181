import { type DatabaseSyncInstance, type StatementSyncInstance } from "@photostructure/sqlite";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { boundValue } from "../bound-value.ts";
import type { Tables } from "../schema/tables.ts";
import type { Database, Values } from "../statement.ts";
import { sqliteDialect } from "./dialect.ts";
import { bindExactly } from "./exact-numbers.ts";

/** Most prepared statements kept; dynamic queries beyond it push out the least recently prepared. */
const CACHED_STATEMENTS = 400;

/** One synchronous connection of the node:sqlite API as a database of units. Its owner begins and commits. */
export function databaseOver(connection: DatabaseSyncInstance): Database {
  const shared = new Connection(connection);
  const db = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new SingleConnectionDriver(shared),
      createIntrospector: (kysely) => new SqliteIntrospector(kysely),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
  return {
    db,
    dialect: sqliteDialect,
    execute: async (query) => shared.run(query).rows,
    values: async (query) => shared.values(query),
  };
}

class SingleConnectionDriver implements Driver {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {}

  beginTransaction(): Promise<void> {
    return refuseTransaction();
  }

  commitTransaction(): Promise<void> {
    return refuseTransaction();
  }

  rollbackTransaction(): Promise<void> {
    return refuseTransaction();
  }

  async destroy(): Promise<void> {}
}

function refuseTransaction(): Promise<never> {
  return Promise.reject(
    new Error("Transactions on SQLite belong to the writer thread; a unit runs inside one already."),
  );
}

interface Prepared {
  readonly statement: StatementSyncInstance;
  /** Null when the statement returns no rows. */
  readonly toRow: ((values: readonly unknown[]) => unknown) | null;
}

class Connection implements DatabaseConnection {
  readonly #connection: DatabaseSyncInstance;
  readonly #prepared = new Map<string, Prepared>();

  constructor(connection: DatabaseSyncInstance) {
    this.#connection = connection;
  }

  values(query: CompiledQuery): readonly Values[] {
    const { sql, parameters } = bindExactly(query);
    return this.#prepare(sql).statement.all(...parameters.map(bindable)) as unknown as readonly Values[];
  }

  run<R>(query: CompiledQuery<R>): QueryResult<R> {
    const { sql, parameters } = bindExactly(query);
    const { statement, toRow } = this.#prepare(sql);
    const bound = parameters.map(bindable);
    if (toRow === null) return { rows: [], numAffectedRows: BigInt(statement.run(...bound).changes) };
    return { rows: statement.all(...bound).map(toRow) as R[] };
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.run(query as CompiledQuery<R>);
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    const { sql, parameters } = bindExactly(query);
    const { statement, toRow } = this.#prepare(sql);
    for (const values of statement.iterate(...parameters.map(bindable)))
      yield { rows: [(toRow ?? String)(values as readonly unknown[]) as R] };
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.#connection.prepare(sql);
    const columns = statement.columns().map(({ column, name }) => name ?? column ?? "");
    statement.setReturnArrays(true);
    const prepared = { statement, toRow: columns.length === 0 ? null : rowMaker(columns) };
    if (this.#prepared.size >= CACHED_STATEMENTS) {
      const oldest = this.#prepared.keys().next().value;
      if (oldest !== undefined) this.#prepared.delete(oldest);
    }
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}

/**
 * Turns a row's values into an object, by a function written for those columns. The driver's own objects cost twice as
 * much to make and are slow to copy (measured with 45 columns: 12 us against 6, and 9 us a copy against 0.1).
 */
function rowMaker(columns: readonly string[]): (values: readonly unknown[]) => unknown {
  const fields = columns.map((name, index) => `${JSON.stringify(name)}: values[${index}]`);
  // Column names come from our own queries, and are quoted.
  // oxlint-disable-next-line no-new-func, no-implied-eval
  return new Function("values", `return { ${fields.join(", ")} };`) as (values: readonly unknown[]) => unknown;
}

/** SQLite has no booleans. */
const bindable = (value: unknown): unknown =>
  typeof value === "boolean" ? Number(value) : (boundValue(value) ?? null);

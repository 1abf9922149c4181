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
import type { Tables } from "../schema/tables.ts";

/** Most prepared statements kept; dynamic queries beyond it push out the least recently prepared. */
const CACHED_STATEMENTS = 400;

/** Kysely over one synchronous connection of the node:sqlite API. The owner of the connection begins and commits. */
export function kyselyOver(connection: DatabaseSyncInstance): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new SingleConnectionDriver(connection),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

class SingleConnectionDriver implements Driver {
  readonly #connection: Connection;

  constructor(connection: DatabaseSyncInstance) {
    this.#connection = new Connection(connection);
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
  readonly returnsRows: boolean;
}

class Connection implements DatabaseConnection {
  readonly #connection: DatabaseSyncInstance;
  readonly #prepared = new Map<string, Prepared>();

  constructor(connection: DatabaseSyncInstance) {
    this.#connection = connection;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { statement, returnsRows } = this.#prepare(sql);
    const bound = parameters.map(bindable);
    if (returnsRows) return { rows: statement.all(...bound) as R[] };
    const { changes } = statement.run(...bound);
    return { rows: [], numAffectedRows: BigInt(changes) };
  }

  async *streamQuery<R>({ sql, parameters }: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    for (const row of this.#prepare(sql).statement.iterate(...parameters.map(bindable))) yield { rows: [row as R] };
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.#connection.prepare(sql);
    const prepared = { statement, returnsRows: statement.columns().length > 0 };
    if (this.#prepared.size >= CACHED_STATEMENTS) {
      const oldest = this.#prepared.keys().next().value;
      if (oldest !== undefined) this.#prepared.delete(oldest);
    }
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}

/** SQLite has no booleans. */
const bindable = (value: unknown): unknown => (typeof value === "boolean" ? Number(value) : (value ?? null));

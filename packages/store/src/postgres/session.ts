import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type RootOperationNode,
} from "kysely";
import type { ClientBase, QueryResult as PgResult } from "pg";
import type { Tables } from "../schema/tables.ts";
import type { Database } from "../statement.ts";
import { postgresDialect } from "./dialect.ts";

/** Statements that are compiled once get a name, by which each connection prepares them once. */
const names = new Map<string, string>();

export function preparedName(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) {
    name = `plx${names.size + 1}`;
    names.set(sql, name);
  }
  return name;
}

/**
 * One connection inside a transaction. Statements are sent as they come, without waiting for the answers before them:
 * a statement that returns nothing costs no round trip. What it failed with is told by the next one that is waited for,
 * at the latest by `settle`; Postgres itself refuses everything after a failure until the transaction ends.
 */
export class Session implements Database {
  readonly db: Kysely<Tables>;
  readonly dialect = postgresDialect;
  readonly #client: ClientBase;
  #failure: { readonly error: unknown } | null = null;
  #last: Promise<void> = Promise.resolve();

  constructor(client: ClientBase) {
    this.#client = client;
    this.db = new Kysely<Tables>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => new SessionDriver(this),
        createIntrospector: (kysely) => new PostgresIntrospector(kysely),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
    });
  }

  /** An arrow function, since units spread their scope. */
  readonly execute = async <R>(query: CompiledQuery<R>): Promise<readonly R[]> => {
    const answer = this.#send<R>(query, preparedName(query.sql));
    return returnsRows(query.query) ? (await answer).rows : [];
  };

  async run<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, rowCount } = await this.#send<R>(query);
    return { rows, numAffectedRows: BigInt(rowCount ?? 0) };
  }

  /** Text without parameters; its answer is waited for by `settle`. */
  sendText(text: string): void {
    this.#track(this.#client.query(text)).catch(() => {}); // `settle` tells.
  }

  /** Resolves when everything that was sent has succeeded. @throws the first failure */
  async settle(): Promise<void> {
    await this.#last;
    if (this.#failure !== null) throw this.#failure.error;
  }

  /** Waits for what is still under way, and begins anew: after the transaction has ended. */
  async reset(): Promise<void> {
    await this.#last;
    this.#failure = null;
  }

  #send<R>({ sql, parameters }: CompiledQuery, name?: string): Promise<PgResult<R & object>> {
    const config = { text: sql, values: parameters as unknown[], ...(name === undefined ? {} : { name }) };
    return this.#track(this.#client.query<R & object>(config));
  }

  #track<T>(answer: Promise<T>): Promise<T> {
    const told = answer.catch((error: unknown) => {
      this.#failure ??= { error };
      throw this.#failure.error;
    });
    // Answers come in the order of the statements: the last one's end is the end of all.
    this.#last = told.then(
      () => {},
      () => {},
    );
    return told;
  }
}

function returnsRows(query: RootOperationNode): boolean {
  switch (query.kind) {
    case "InsertQueryNode":
    case "UpdateQueryNode":
    case "DeleteQueryNode":
      return query.returning !== undefined;
    default:
      return true;
  }
}

class SessionDriver implements Driver {
  readonly #connection: DatabaseConnection;

  constructor(session: Session) {
    this.#connection = {
      executeQuery: <R>(query: CompiledQuery) => session.run<R>(query),
      streamQuery: () => {
        throw new Error("A unit does not stream.");
      },
    };
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

const refuseTransaction = (): Promise<never> =>
  Promise.reject(new Error("Transactions belong to the writer; a unit runs inside one already."));

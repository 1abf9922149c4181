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
import { boundValue } from "../bound-value.ts";
import type { Tables } from "../schema/tables.ts";
import type { Apart, Database, TogetherCall } from "../statement.ts";
import { postgresDialect } from "./dialect.ts";
import { mergedStatement, PLACE } from "./merged-statement.ts";
import { type Call, joinLane, type Lane, laneWithin, Outgoing, type Step } from "./outgoing.ts";

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

/** How many rows of values one merged statement gets at most. */
const MOST_MERGED = 1_000;

/** Merged statements by the text of their originals; null while the types of their parameters are being asked for. */
const merged = new Map<string, { readonly sql: string } | null>();

/**
 * One connection inside a transaction. Statements are sent in the order in which they are called, without waiting for the
 * answers before them: a statement that returns nothing costs no round trip. What it failed with is told by the next one
 * that is waited for, at the latest by `settle`; Postgres itself refuses everything after a failure until the transaction
 * ends.
 *
 * Statements of works that go on beside each other (`apart`) are held back until every work waits for an answer; then
 * those of the same text go as one, see `Outgoing`.
 */
export class Session implements Database {
  readonly db: Kysely<Tables>;
  readonly dialect = postgresDialect;
  readonly #client: ClientBase;
  readonly #outgoing = new Outgoing();
  #scheduled = false;
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

  /** Arrow functions, since units spread their scope. */
  readonly execute = async <R>(query: CompiledQuery<R>, together?: TogetherCall): Promise<readonly R[]> => {
    const answer = this.#outgoing.add({ last: Infinity }, query, together ?? null);
    this.send();
    return (await this.#ifWanted(query, answer)) as readonly R[];
  };

  readonly apart = (): Apart => this.#apart({ last: 0 });

  #apart(within: Lane): Apart {
    const lane = laneWithin(within);
    return {
      execute: async <R>(query: CompiledQuery<R>, together?: TogetherCall): Promise<readonly R[]> => {
        const answer = this.#outgoing.add(lane, query, together ?? null);
        if (returnsRows(query.query)) this.#sendSoon();
        return (await this.#ifWanted(query, answer)) as readonly R[];
      },
      apart: () => this.#apart(lane),
      join: () => joinLane(within, lane),
    };
  }

  /** A statement that returns nothing is not waited for: `settle` tells of its failure. */
  #ifWanted({ query }: CompiledQuery, answer: Promise<readonly unknown[]>): Promise<readonly unknown[]> {
    if (returnsRows(query)) return answer;
    answer.catch(() => {});
    return Promise.resolve([]);
  }

  async run<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    this.send();
    const { rows, rowCount } = await this.#query<R>(query.sql, query.parameters);
    return { rows, numAffectedRows: BigInt(rowCount ?? 0) };
  }

  /** Text without parameters; its answer is waited for by `settle`. */
  sendText(text: string): void {
    this.send();
    this.#track(this.#client.query(text)).catch(() => {}); // `settle` tells.
  }

  /** Sends what is held back. */
  send(): void {
    for (const step of this.#outgoing.take()) this.#sendStep(step);
  }

  /** Resolves when everything that was sent has succeeded. @throws the first failure */
  async settle(): Promise<void> {
    this.send();
    await this.#last;
    if (this.#failure !== null) throw this.#failure.error;
  }

  /** Waits for what is still under way, and begins anew: after the transaction has ended. */
  async reset(): Promise<void> {
    this.#outgoing.take();
    await this.#last;
    this.#failure = null;
  }

  /** When all that can go on without an answer has gone on. */
  #sendSoon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // From a promise's callback, the next tick comes after the callbacks of all promises that are resolved.
    Promise.resolve()
      .then(() =>
        process.nextTick(() => {
          this.#scheduled = false;
          this.send();
        }),
      )
      .catch(() => {});
  }

  #sendStep({ query, together, calls }: Step): void {
    const all = [...calls];
    if (together === null || all.length === 1) {
      for (const [, call] of all) this.#sendCall(query, together, call);
      return;
    }
    const known = merged.get(query.sql);
    if (known === undefined || known === null) {
      for (const [, call] of all) this.#sendCall(query, together, call);
      if (known === undefined) this.#learnTypes(query);
      return;
    }
    // Rows that others change too are changed in one order, so that two transactions wait for each other at most once.
    // New ones are made in the order of the calls.
    if (mayMeetOthers(query.query))
      all.sort(([a], [b]) => (a.length === b.length ? (a < b ? -1 : 1) : a.length - b.length));
    for (let at = 0; at < all.length; at += MOST_MERGED)
      this.#sendMerged(query, known.sql, together, all.slice(at, at + MOST_MERGED));
  }

  #sendCall(query: CompiledQuery, together: TogetherCall | null, { params, resolve, reject }: Call): void {
    const values = together === null ? query.parameters : together.bind(params);
    this.#query(query.sql, values, preparedName(query.sql)).then(({ rows }) => resolve(rows), reject);
  }

  #sendMerged(
    query: CompiledQuery,
    sql: string,
    together: TogetherCall,
    calls: readonly (readonly [key: string, call: Call])[],
  ): void {
    const bound = calls.map(([, { params }]) => together.bind(params));
    const arrays = query.parameters.map((_, column) => bound.map((values) => values[column]));
    this.#query<Row>(sql, arrays, preparedName(sql)).then(
      ({ rows }) => {
        const answers = calls.map((): Row[] => []);
        const places =
          query.query.kind === "InsertQueryNode" ? new Map(calls.map(([key], index) => [key, index])) : null;
        for (const row of rows) {
          const at =
            places === null
              ? Number(row[PLACE]) - 1
              : (places.get(together.names.map((name) => String(row[name])).join("\n")) ?? -1);
          answers[at]?.push(row);
        }
        for (const [index, [, { resolve }]] of calls.entries()) resolve(answers[index] ?? []);
      },
      (error: unknown) => {
        for (const [, { reject }] of calls) reject(error);
      },
    );
  }

  /** Postgres knows the types of the parameters since it has prepared the statement, which has just been sent. */
  #learnTypes({ query, sql }: CompiledQuery): void {
    merged.set(sql, null);
    this.#query<{ types: string[] }>(
      "select parameter_types::text[] as types from pg_prepared_statements where name = $1",
      [preparedName(sql)],
    ).then(
      ({ rows: [row] }) => {
        if (row === undefined) merged.delete(sql);
        else merged.set(sql, { sql: mergedStatement(query, row.types) });
      },
      () => merged.delete(sql), // The transaction has failed; another will ask.
    );
  }

  #query<R>(text: string, values: readonly unknown[], name?: string): Promise<PgResult<R & object>> {
    const config = { text, values: values.map(boundValue), ...(name === undefined ? {} : { name }) };
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

type Row = Readonly<Record<string, unknown>>;

const mayMeetOthers = (query: RootOperationNode): boolean =>
  query.kind !== "InsertQueryNode" || query.onConflict !== undefined;

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

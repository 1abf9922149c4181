import type { Compilable, CompiledQuery, Kysely } from "kysely";
import type { Dialect } from "./dialect.ts";
import type { Tables } from "./schema/tables.ts";

/** Where a statement runs: a connection inside its transaction, and how that database differs. */
export interface Database {
  readonly db: Kysely<Tables>;
  readonly dialect: Dialect;
  /** The short way for a query that is compiled already. */
  execute<R>(query: CompiledQuery<R>, together?: TogetherCall): Promise<readonly R[]>;
  /** The same, each row as the values of its columns in their order: enough for what only travels on. */
  values?(query: CompiledQuery): Promise<readonly Values[]>;
  /**
   * The same for work that depends on nothing that is under way beside it: statements of several such works may be sent
   * as one. It comes after what was called before it, and what is called after `join` comes after it. Absent where a statement
   * costs next to nothing.
   */
  readonly apart?: () => Apart;
}

export type Values = readonly unknown[];

/** One of several works that go on beside each other. */
export interface Apart extends Required<Pick<Database, "apart" | "execute">> {
  /** Ends it. */
  readonly join: () => void;
}

/** How calls of one statement may be sent as one. */
export interface Together<P> {
  /**
   * The parameters that name what is read or changed. Calls that differ in them may go together; of those that do not,
   * reads share their answer, and changes follow each other.
   */
  readonly by: readonly (keyof P & string)[];
  /** What two changes of the same thing come to, so that they go together too. */
  readonly combine?: (earlier: P, later: P) => P;
}

/** One call of a statement that may go together with others. */
export interface TogetherCall {
  readonly names: Together<never>["by"];
  readonly params: Readonly<Record<string, unknown>>;
  readonly combine: ((earlier: never, later: never) => object) | null;
  /** The values of the query's parameters, in order. */
  readonly bind: (params: Readonly<Record<string, unknown>>) => readonly unknown[];
}

class Placeholder {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

type Build<P, R> = (db: Kysely<Tables>, p: Readonly<P>, dialect: Dialect) => Compilable<R>;
type Statement<P, R> = (database: Database, params: P) => Promise<readonly R[]>;

/**
 * A query that is built and compiled once for each database and then only bound: building one with Kysely costs several
 * times what SQLite needs to run it. Parameters are named; each `p.name` may stand wherever a value may.
 *
 * The shape of the query must not depend on the values; for those that do, use `db` directly.
 */
export function statement<P extends object, R = unknown>(
  ...given: [Build<P, R>] | [Together<P>, Build<P, R>]
): Statement<P, R> {
  const [together, build] = given.length === 1 ? [null, given[0]] : given;
  const compiledFor = compiledOnce(build);
  return (database, params) => {
    const { query, bind } = compiledFor(database);
    const values = params as Readonly<Record<string, unknown>>;
    const bound = { ...query, parameters: bind(values) };
    return together === null
      ? database.execute(bound)
      : database.execute(bound, { names: together.by, params: values, combine: together.combine ?? null, bind });
  };
}

/** The same for rows that only travel on: the values of their columns, in their order. */
export function valuesStatement<P extends object>(
  build: Build<P, object>,
): (database: Database, params: P) => Promise<readonly Values[]> {
  const compiledFor = compiledOnce(build);
  return async (database, params) => {
    const { query, bind } = compiledFor(database);
    const bound = { ...query, parameters: bind(params as Readonly<Record<string, unknown>>) };
    return (
      database.values?.(bound) ??
      (await database.execute<Record<string, unknown>>(bound)).map((row) => Object.values(row))
    );
  };
}

function compiledOnce<P extends object, R>(build: Build<P, R>) {
  const compiled = new Map<Dialect["name"], { query: CompiledQuery<R>; bind: TogetherCall["bind"] }>();
  return ({ db, dialect }: Database) => {
    let known = compiled.get(dialect.name);
    if (known === undefined) {
      const query = build(db, placeholders<P>(), dialect).compile();
      const bind: TogetherCall["bind"] = (values) =>
        query.parameters.map((value) => (value instanceof Placeholder ? values[value.name] : value));
      known = { query, bind };
      compiled.set(dialect.name, known);
    }
    return known;
  };
}

function placeholders<P extends object>(): P {
  return new Proxy({}, { get: (_target, name) => new Placeholder(String(name)) }) as P;
}

/** Works begun at once by `eachApart`. */
const APART = 500;

/**
 * `work` for each item, in an order that must not matter: where that is quicker, statements for different items are sent
 * together.
 */
export async function eachApart<D extends Database, T, R>(
  database: D,
  items: readonly T[],
  work: (database: D, item: T) => Promise<R>,
): Promise<R[]> {
  const { apart } = database;
  const results: R[] = [];
  if (apart === undefined || items.length < 2) {
    for (const item of items) results.push(await work(database, item));
    return results;
  }
  for (let at = 0; at < items.length; at += APART) {
    const begun = items.slice(at, at + APART).map(async (item) => {
      const { join, ...own } = apart();
      const result = await work({ ...database, ...own }, item);
      join();
      return result;
    });
    // Nothing may go on after this has failed: the transaction ends with it.
    for (const outcome of await Promise.allSettled(begun)) {
      if (outcome.status === "rejected") throw outcome.reason;
      results.push(outcome.value);
    }
  }
  return results;
}

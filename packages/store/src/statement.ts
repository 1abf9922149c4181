import type { Compilable, CompiledQuery, Kysely } from "kysely";
import type { Dialect } from "./dialect.ts";
import type { Tables } from "./schema/tables.ts";

/** Where a statement runs: a connection inside its transaction, and how that database differs. */
export interface Database {
  readonly db: Kysely<Tables>;
  readonly dialect: Dialect;
  /** The short way for a query that is compiled already. */
  execute<R>(query: CompiledQuery<R>): Promise<readonly R[]>;
}

class Placeholder {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A query that is built and compiled once for each database and then only bound: building one with Kysely costs several
 * times what SQLite needs to run it. Parameters are named; each `p.name` may stand wherever a value may.
 *
 * The shape of the query must not depend on the values; for those that do, use `db` directly.
 */
export function statement<P extends object, R = unknown>(
  build: (db: Kysely<Tables>, p: Readonly<P>, dialect: Dialect) => Compilable<R>,
): (database: Database, params: P) => Promise<readonly R[]> {
  const compiled = new Map<Dialect["name"], CompiledQuery<R>>();
  return ({ db, dialect, execute }, params) => {
    let query = compiled.get(dialect.name);
    if (query === undefined) {
      query = build(db, placeholders<P>(), dialect).compile();
      compiled.set(dialect.name, query);
    }
    const values = params as Readonly<Record<string, unknown>>;
    const parameters = query.parameters.map((value) => (value instanceof Placeholder ? values[value.name] : value));
    return execute({ ...query, parameters });
  };
}

function placeholders<P extends object>(): P {
  return new Proxy({}, { get: (_target, name) => new Placeholder(String(name)) }) as P;
}

import type { ColumnDefinitionBuilder, Expression, RawBuilder } from "kysely";

/**
 * What differs between databases, as data, so that no unit or query asks "which database is this?".
 * Everything else is one dialect-neutral text in Kysely.
 */
export interface Dialect {
  readonly name: "sqlite" | "postgres";
  readonly columnTypes: {
    /** A surrogate key that is never handed out twice: see `generatedKey`. */
    readonly id: "integer" | "bigint";
    /** Compared and sorted by its bytes, whatever the language of the database. */
    readonly text: "text" | Expression<string>;
    /** Milliseconds since the epoch, counters. */
    readonly integer: "integer" | "bigint";
    readonly real: "real" | "double precision";
    readonly bytes: "blob" | "bytea";
  };
  /** Makes the column the primary key whose values the database hands out. */
  readonly generatedKey: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
  /** Appended to `create table` of tables that are read in key order; null when the database has no such tables. */
  readonly clustered: RawBuilder<unknown> | null;
  /** Rows read in order to be changed must be locked first (`for update`); false where there is one writer. */
  readonly locksRows: boolean;
  /**
   * Keeps "is one of these" a filter: a planner that would turn it into a join does so by statistics of `run_values` that mix
   * all keys, and is wrong by orders of magnitude. Nothing where the list is made once anyway.
   */
  readonly asFilter: (condition: RawBuilder<unknown>) => RawBuilder<unknown>;
  /** Whether a select finds anything, in whatever way the planner prefers. */
  readonly exists: (select: RawBuilder<unknown>) => RawBuilder<unknown>;
  /**
   * The same, asked for each row by itself: for few rows. A planner that would make a join of it lists
   * all that it finds first.
   */
  readonly finds: (select: RawBuilder<unknown>) => RawBuilder<unknown>;
  /** True about one row in 256; on the others it is cheap. Throws when a read has used up its time. Null: the server does it. */
  readonly withinTime: ((rowId: RawBuilder<unknown>) => RawBuilder<boolean>) | null;
}

import { randomInt } from "node:crypto";

/**
 * By what a transaction is known again after its connection was lost during `commit`: a row of `health` that one writer at
 * a time rewrites, in the same transaction. The transaction's number alone would not do: a server that crashes before the
 * log of a transaction is on its disk gives the same number to another one.
 */
export interface CommitMark {
  /** Below 0; 1 is the row of the health check. */
  readonly writer: number;
  /** Another one for each transaction of that writer: when it began, in milliseconds since the epoch, or a little later. */
  readonly stamp: number;
}

/** Rows of writers that are gone for so long are removed by whoever opens the database. */
export const FORGOTTEN_AFTER_MS = 24 * 3_600_000;

/**
 * Writes the mark of a transaction that has changed something, and answers the transaction's number; no row when nothing
 * was changed. Parameters: writer, stamp.
 */
export const WRITE_MARK = `insert into health (id, checked_at)
  select $1::int8, $2::int8 where pg_current_xact_id_if_assigned() is not null
  on conflict (id) do update set checked_at = excluded.checked_at
  returning pg_current_xact_id()::text as id`;

/** The marks of one open store: as many rows as there were ever transactions at once. */
export class CommitMarks {
  readonly #now: () => number;
  readonly #free: number[] = [];
  #next = -randomInt(1, 2 ** 47);
  #stamp = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Lends a row for `work`, which ends when it is known what became of its transaction. */
  async lend<T>(work: (mark: CommitMark) => Promise<T>): Promise<T> {
    const writer = this.#free.pop() ?? this.#next--;
    this.#stamp = Math.max(this.#now(), this.#stamp + 1);
    try {
      return await work({ writer, stamp: this.#stamp });
    } finally {
      this.#free.push(writer);
    }
  }
}

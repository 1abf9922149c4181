import type { RunId, StoreChange } from "@polyaxon/orchestrator";
import type { RunRow } from "../rows/run-row.ts";
import type { Database } from "../statement.ts";

/**
 * What a unit works with. A unit is a named async function `(scope, args) => result`: one change that stands or falls as
 * a whole, written once for every database. It awaits nothing but `scope.db`, and reads no clock.
 */
export interface UnitScope extends Database {
  readonly announce: Announcements;
  /** Rows that were locked and read for several units at once; each is good for its first use only. */
  readonly prefetched?: Map<string, RunRow>;
}

/** What a unit's commit will tell subscribers; thrown away with the unit when it fails. */
export class Announcements {
  #work = false;
  #queue = false;
  #stopping = false;
  readonly #runs = new Set<string>();

  work(): void {
    this.#work = true;
  }

  queue(): void {
    this.#queue = true;
  }

  stopping(): void {
    this.#stopping = true;
  }

  run(uuid: string): void {
    this.#runs.add(uuid);
  }

  add(change: StoreChange): void {
    this.#work ||= change.work;
    this.#queue ||= change.queue;
    this.#stopping ||= change.stopping;
    for (const uuid of change.runs) this.#runs.add(uuid);
  }

  merge(other: Announcements): void {
    this.#work ||= other.#work;
    this.#queue ||= other.#queue;
    this.#stopping ||= other.#stopping;
    for (const uuid of other.#runs) this.#runs.add(uuid);
  }

  /** Null when there is nothing to say. */
  toChange(): StoreChange | null {
    if (!this.#work && !this.#queue && !this.#stopping && this.#runs.size === 0) return null;
    return { work: this.#work, queue: this.#queue, stopping: this.#stopping, runs: [...this.#runs] as RunId[] };
  }
}

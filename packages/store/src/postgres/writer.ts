import type { StoreChange } from "@polyaxon/orchestrator";
import type { Pool, PoolClient } from "pg";
import { commitPoint } from "../commit-points.ts";
import { StoreError } from "../errors.ts";
import { prefetchRuns } from "../units/load.ts";
import { eachApart } from "../statement.ts";
import { Announcements, type UnitScope } from "../units/scope.ts";
import { type UnitName, UNITS } from "../units/units.ts";
import { batchedRuns, changedRun, goesAlone } from "./batches.ts";
import { type CommitMark, CommitMarks } from "./commit-mark.ts";
import { isConflict, isDatabaseError, isOutage, storeErrorFrom } from "./failures.ts";
import { type Patience, patiently, pause } from "./patience.ts";
import type { Session } from "./session.ts";
import { CommitInDoubt, transact, wasCommitted } from "./transact.ts";

/** Calls that share a transaction; more would hold their locks for too long. */
const MAX_BATCH = 256;
/**
 * Shared transactions at once. While these are under way the calls that come wait together, and cost the less the more
 * they are; with as many as there are connections, each call had one to itself.
 */
const SHARED_LANES = 2;
const MAX_CONFLICTS = 8;
const CONFLICT_WAIT_MS = 10;

/** Their callers ask again by themselves, and want to know at once that nobody answers. */
const IMPATIENT: ReadonlySet<UnitName> = new Set<UnitName>(["ping", "claim", "leaseDue", "takeOutbox"]);

interface Call {
  readonly name: UnitName;
  readonly args: unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

interface Done {
  readonly answers: readonly unknown[];
  readonly change: StoreChange | null;
}

/**
 * Commits units. Calls that each change one run of their own share a transaction: the runs are locked first, all in one
 * order, and calls of different runs go on beside each other, so that their statements go together. If one of them fails,
 * each half is tried by itself, so that a bad one fails alone.
 *
 * Nothing is lost or done twice when the connection goes: before the commit was sent nothing is stored, and the unit
 * runs again; after it, the database is asked what became of the transaction.
 */
export class Writer {
  readonly #pool: Pool;
  readonly #lanes: number;
  readonly #patience: Patience;
  readonly #patienceMs: number;
  readonly #onChange: (change: StoreChange) => void;
  readonly #marks: CommitMarks;
  readonly #idle: (() => void)[] = [];
  /** Runs that a shared transaction is changing. */
  readonly #underWay = new Set<string>();
  #queue: Call[] = [];
  #busy = 0;
  /** Of these, shared ones. */
  #shared = 0;
  #scheduled = false;

  constructor(options: {
    readonly pool: Pool;
    /** Transactions at once. */
    readonly lanes: number;
    readonly patience: Patience;
    readonly patienceMs: number;
    readonly now: () => number;
    readonly onChange: (change: StoreChange) => void;
  }) {
    this.#pool = options.pool;
    this.#lanes = options.lanes;
    this.#patience = options.patience;
    this.#patienceMs = options.patienceMs;
    this.#onChange = options.onChange;
    this.#marks = new CommitMarks(options.now);
  }

  call(name: UnitName, args: unknown): Promise<unknown> {
    if (this.#patience.signal.aborted) return Promise.reject(new StoreError("closed", "The store is closed."));
    return new Promise((resolve, reject) => {
      this.#queue.push({ name, args, resolve, reject });
      if (this.#scheduled) return;
      this.#scheduled = true;
      // What is called in one turn of the event loop is seen together.
      setImmediate(() => {
        this.#scheduled = false;
        this.#pump();
      });
    });
  }

  /** Resolves when everything that was called has been answered. */
  async drain(): Promise<void> {
    this.#pump();
    if (this.#busy > 0 || this.#queue.length > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #pump(): void {
    while (this.#busy < this.#lanes) {
      const calls = this.#take();
      const [first] = calls;
      if (first === undefined) break;
      const runs = calls.flatMap(({ name, args }) => batchedRuns(name, args) ?? []);
      const shared = batchedRuns(first.name, first.args) === null ? 0 : 1;
      for (const run of runs) this.#underWay.add(run);
      this.#busy += 1;
      this.#shared += shared;
      this.#commit(calls)
        .catch(() => {}) // Every call has been told already.
        .finally(() => {
          this.#busy -= 1;
          this.#shared -= shared;
          for (const run of runs) this.#underWay.delete(run);
          this.#pump();
        });
    }
    if (this.#busy === 0 && this.#queue.length === 0) for (const tell of this.#idle.splice(0)) tell();
  }

  /**
   * The next call, with others behind it that may share its transaction; none while all that waits must wait. What is
   * called of one run is committed in the order of the calls: a run that is under way on another connection is passed
   * over until that is done.
   */
  #take(): readonly Call[] {
    const taken: Call[] = [];
    const left: Call[] = [];
    const passedOver = new Set<string>();
    const mayNotShare = this.#shared === SHARED_LANES;
    let alone = false;
    for (const [index, call] of this.#queue.entries()) {
      if (alone || taken.length === MAX_BATCH) {
        left.push(...this.#queue.slice(index));
        break;
      }
      const runs = batchedRuns(call.name, call.args);
      if (runs === null) {
        if (taken.length > 0) left.push(call);
        else {
          taken.push(call);
          alone = true;
        }
        continue;
      }
      const apart = goesAlone(call.name, call.args);
      const mustWait = runs.some((run) => passedOver.has(run) || this.#underWay.has(run));
      if (mayNotShare || mustWait || (apart && taken.length > 0)) {
        for (const run of runs) passedOver.add(run);
        left.push(call);
      } else {
        taken.push(call);
        alone = apart;
      }
    }
    this.#queue = left;
    return taken;
  }

  async #commit(calls: readonly Call[]): Promise<void> {
    try {
      const { answers, change } = await this.#tryAgain(calls);
      commitPoint("after-commit", calls);
      if (change !== null) this.#onChange(change);
      for (const [index, call] of calls.entries()) call.resolve(answers[index]);
    } catch (error) {
      if (calls.length > 1 && !(error instanceof StoreError)) {
        const half = Math.ceil(calls.length / 2);
        await this.#commit(calls.slice(0, half));
        await this.#commit(calls.slice(half));
      } else for (const each of calls) each.reject(this.#explained(error));
    }
  }

  #explained(error: unknown): unknown {
    return isDatabaseError(error) || !(error instanceof Error) ? storeErrorFrom(error, this.#patience.place) : error;
  }

  async #tryAgain(calls: readonly Call[]): Promise<Done> {
    const patienceMs = calls.every(({ name }) => IMPATIENT.has(name)) ? 0 : this.#patienceMs;
    for (let conflicts = 1; ; conflicts += 1) {
      try {
        return await patiently(this.#patience, patienceMs, () => this.#marks.lend((mark) => this.#once(calls, mark)));
      } catch (error) {
        if (!isConflict(error) || conflicts === MAX_CONFLICTS) throw error;
        // Not in step with the one that we met.
        await pause(Math.random() * CONFLICT_WAIT_MS * conflicts, this.#patience.signal);
      }
    }
  }

  async #once(calls: readonly Call[], mark: CommitMark): Promise<Done> {
    try {
      return await this.#onConnection((client) => transact(client, mark, (session) => runUnits(session, calls)));
    } catch (error) {
      if (!(error instanceof CommitInDoubt)) throw error;
      const stored = await patiently(this.#patience, this.#patienceMs, () => this.#whetherStored(error));
      // Not stored: as if the connection had been lost before.
      if (!stored) throw error.cause;
      return error.answer as Done;
    }
  }

  async #whetherStored(doubt: CommitInDoubt): Promise<boolean> {
    for (;;) {
      const stored = await this.#onConnection((client) => wasCommitted(client, doubt));
      if (stored !== null) return stored;
      await pause(CONFLICT_WAIT_MS, this.#patience.signal);
    }
  }

  async #onConnection<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let failure: Error | undefined;
    try {
      return await work(client);
    } catch (error) {
      if (error instanceof CommitInDoubt || isOutage(error)) failure = error as Error;
      throw error;
    } finally {
      client.release(failure);
    }
  }
}

async function runUnits(session: Session, calls: readonly Call[]): Promise<Done> {
  const announce = new Announcements();
  const { apart, db, dialect, execute } = session;
  const own: UnitScope = { apart, db, dialect, execute, announce };
  const answers: unknown[] = [];
  const answer = async (scope: UnitScope, index: number, { name, args }: Call): Promise<void> => {
    const unit = UNITS[name] as (scope: UnitScope, args: unknown) => Promise<unknown>;
    answers[index] = await unit(scope, args);
  };
  const [only, ...more] = calls;
  if (only !== undefined && more.length === 0) {
    // A work like any other: what it says many times goes as one statement.
    const { join, ...beside } = apart();
    await answer({ ...own, ...beside }, 0, only);
    join();
  } else {
    const runs = [...new Set(calls.flatMap(({ name, args }) => changedRun(name, args)))];
    const scope = { ...own, prefetched: await prefetchRuns(own, runs) };
    await eachApart(scope, inOrder(calls), async (beside, entries) => {
      for (const [index, call] of entries) await answer(beside, index, call);
    });
  }
  commitPoint("before-commit", calls);
  return { answers, change: announce.toChange() };
}

type Entry = readonly [index: number, call: Call];

/** Calls that name a run in common stay together, in their order. */
function inOrder(calls: readonly Call[]): readonly (readonly Entry[])[] {
  const groups = new Set<Entry[]>();
  const groupOf = new Map<string, Entry[]>();
  for (const entry of calls.entries()) {
    const runs = batchedRuns(entry[1].name, entry[1].args) ?? [];
    const [group = [], ...others] = new Set(runs.map((run) => groupOf.get(run)).filter((each) => each !== undefined));
    for (const other of others) {
      group.push(...other);
      groups.delete(other);
    }
    group.push(entry);
    group.sort(([a], [b]) => a - b);
    groups.add(group);
    for (const [, { name, args }] of group) for (const run of batchedRuns(name, args) ?? []) groupOf.set(run, group);
  }
  return [...groups];
}

import type { Ids, Logger, RunId, Store, StoreChange } from "@polyaxon/orchestrator";
import { Bell } from "./bell.ts";
import { HEARTBEAT_MS, type ServerEvent } from "./event-stream.ts";
import { type RunVersion, versionsOf } from "./run-versions.ts";

/** Changes that come in between are told together. */
const COALESCE_MS = 100;
/** After a database that did not answer. */
const RETRY_MS = 1_000;
/** Runs whose changes are remembered for clients that connect again. */
const REMEMBERED = 5_000;
/** More at once is told as "anything may have changed". */
const MOST_PENDING = 10_000;
/** So long changes are remembered after the last client of a project left. */
const LINGER_MS = 60_000;

export interface ChangeDeps {
  readonly store: Pick<Store, "listRuns" | "subscribe">;
  readonly ids: Pick<Ids, "uuid">;
  readonly logger: Logger;
}

interface Told {
  readonly seq: number;
  /** Null: anything may have changed. */
  readonly runs: readonly RunVersion[] | null;
}

/**
 * Which runs of a project are at which version, told after each change; whoever wants more reads the run. One look at the database
 * serves all who listen. Changes by other servers of the same database are heard through the store.
 *
 * Waiting → (changes come in) collecting → (after `COALESCE_MS`) looking them up → telling → waiting; closed by `close`.
 */
export class RunChanges {
  readonly bell = new Bell();
  readonly #deps: ChangeDeps;
  readonly #project: string;
  readonly #closing: AbortSignal;
  readonly #forget: () => void;
  /** Distinguishes the numbers of this object from those of another server or of an earlier time. */
  readonly #epoch: string;
  readonly #told: Told[] = [];
  #pending = new Set<RunId>();
  #anything = false;
  #isAtWork = false;
  #seq = 0;

  constructor(deps: ChangeDeps, project: string, closing: AbortSignal) {
    this.#deps = deps;
    this.#project = project;
    this.#closing = closing;
    this.#epoch = deps.ids.uuid().slice(0, 12);
    this.#forget = deps.store.subscribe((change) => this.#hear(change));
  }

  close(): void {
    this.#forget();
  }

  /**
   * Events behind `lastId`: `runs` with versions, or `reset` when anything may have changed since: at the first time, and when
   * what has happened since is not remembered. Who reads the list after a `reset` misses nothing.
   *
   * @param only tell of these runs alone; null: of all
   */
  async *events(
    lastId: string | null,
    only: ReadonlySet<string> | null,
    signal: AbortSignal,
  ): AsyncGenerator<ServerEvent> {
    const known = this.#seqOf(lastId);
    let seq = known ?? this.#seq;
    if (known === null) yield this.#event(seq, null);
    while (!signal.aborted) {
      const news = this.#told.filter((told) => told.seq > seq);
      seq = this.#seq;
      if (news.some(({ runs }) => runs === null)) yield this.#event(seq, null);
      else {
        const runs = latest(news, only);
        if (runs.length > 0) yield this.#event(seq, runs);
      }
      if (seq !== this.#seq) continue;
      await this.bell.next(HEARTBEAT_MS, signal);
      if (seq === this.#seq) yield "heartbeat";
    }
  }

  #event(seq: number, runs: readonly RunVersion[] | null): ServerEvent {
    const id = `${this.#epoch}.${seq}`;
    return runs === null ? { event: "reset", id, data: "{}" } : { event: "runs", id, data: JSON.stringify({ runs }) };
  }

  /** Null for an id of elsewhere, and for one behind which something was forgotten. */
  #seqOf(id: string | null): number | null {
    const [epoch, text = ""] = id?.split(".") ?? [];
    if (epoch !== this.#epoch || !/^\d{1,15}$/.test(text)) return null;
    const seq = Number(text);
    const oldest = this.#told[0]?.seq ?? this.#seq + 1;
    return seq <= this.#seq && seq >= oldest - 1 ? seq : null;
  }

  #hear({ queue, runs, stopping, work }: StoreChange): void {
    // So a store tells that it may have missed changes of other servers.
    if (runs.length === 0 && work && queue && stopping) this.#anything = true;
    for (const run of runs) this.#pending.add(run);
    if (this.#pending.size > MOST_PENDING) {
      this.#pending.clear();
      this.#anything = true;
    }
    if (this.#isAtWork || (this.#pending.size === 0 && !this.#anything)) return;
    this.#isAtWork = true;
    this.#work().catch((error: unknown) => this.#deps.logger.error({ error }, "changes of runs cannot be told"));
  }

  async #work(): Promise<void> {
    const pause = new Bell();
    try {
      while ((this.#pending.size > 0 || this.#anything) && !this.#closing.aborted) {
        await pause.next(COALESCE_MS, this.#closing);
        const runs = this.#pending;
        this.#pending = new Set();
        if (this.#anything) {
          this.#anything = false;
          this.#tell(null);
          continue;
        }
        try {
          const versions = await versionsOf(this.#deps.store, this.#project, [...runs]);
          if (versions.length > 0) this.#tell(versions);
        } catch {
          // The database is away, which others report: nothing is lost, the versions are read when it is back.
          for (const run of runs) this.#pending.add(run);
          await pause.next(RETRY_MS, this.#closing);
        }
      }
    } finally {
      this.#isAtWork = false;
    }
  }

  #tell(runs: readonly RunVersion[] | null): void {
    this.#seq += 1;
    this.#told.push({ seq: this.#seq, runs });
    let remembered = this.#told.reduce((sum, told) => sum + (told.runs?.length ?? 1), 0);
    while (remembered > REMEMBERED && this.#told.length > 1) remembered -= this.#told.shift()?.runs?.length ?? 1;
    this.bell.ring();
  }
}

/** One entry for each run, the newest. */
function latest(news: readonly Told[], only: ReadonlySet<string> | null): readonly RunVersion[] {
  const versions = new Map<string, RunVersion>();
  for (const { runs } of news)
    for (const run of runs ?? []) if (only === null || only.has(run.uuid)) versions.set(run.uuid, run);
  return [...versions.values()];
}

interface Entry {
  readonly changes: RunChanges;
  listeners: number;
}

/** The projects whose changes somebody listens to. */
export class ChangeListeners {
  readonly #deps: ChangeDeps;
  readonly #closing: AbortSignal;
  readonly #entries = new Map<string, Entry>();

  constructor(deps: ChangeDeps, closing: AbortSignal) {
    this.#deps = deps;
    this.#closing = closing;
  }

  async *listen(
    project: string,
    from: { readonly lastId: string | null; readonly only: ReadonlySet<string> | null },
    signal: AbortSignal,
  ): AsyncGenerator<ServerEvent> {
    const entry = this.#join(project);
    try {
      yield* entry.changes.events(from.lastId, from.only, signal);
    } finally {
      entry.listeners -= 1;
      if (entry.listeners === 0) setTimeout(() => this.#end(project, entry), LINGER_MS).unref();
    }
  }

  #join(project: string): Entry {
    let entry = this.#entries.get(project);
    if (entry === undefined) {
      entry = { changes: new RunChanges(this.#deps, project, this.#closing), listeners: 0 };
      this.#entries.set(project, entry);
    }
    entry.listeners += 1;
    return entry;
  }

  #end(project: string, entry: Entry): void {
    if (entry.listeners > 0 || this.#entries.get(project) !== entry) return;
    this.#entries.delete(project);
    entry.changes.close();
  }
}

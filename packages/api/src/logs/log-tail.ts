import type { ArtifactStore } from "@polyaxon/artifacts";
import { isDone, type Status } from "@polyaxon/lifecycle";
import type { RunId, Store } from "@polyaxon/orchestrator";
import { Bell } from "../live/bell.ts";
import { encodeCursor, type LogCursor } from "./log-cursor.ts";
import { endOfLogs, type LogWindow, windowsFrom } from "./read-logs.ts";
import { wirePlacedLine } from "./wire-line.ts";

/** How soon a log is looked at again: just after it grew, and when it has been quiet for long. */
const SOON_MS = 50;
const LATE_MS = 500;
/** Batches kept for followers that are a little behind; who is farther behind reads the files. */
const KEPT_BYTES = 4 * 1024 * 1024;

/** What one event carries at most. */
export const BATCH = { limit: 1_000, pageBytes: 256 * 1024 } as const;

export interface TailDeps {
  readonly artifacts: ArtifactStore;
  readonly store: Pick<Store, "getRun" | "subscribe">;
}

/** Lines that came together, encoded once for all who follow. */
export interface LogBatch {
  readonly to: LogCursor;
  readonly json: string;
}

export const batchOf = ({ cursor, lines }: LogWindow): LogBatch => ({
  to: cursor,
  json: JSON.stringify({ lines: lines.map(wirePlacedLine) }),
});

/**
 * One run's log as it grows, read once however many follow it.
 *
 * Opened at the end of what is stored → reading → ended: the run has finished and all its lines were read; or failed: the files
 * or the store could not be read, or the run is gone from the project. `stop` ends the reading in between.
 */
export class LogTail {
  /** Rings after each change of what the fields below say. */
  readonly bell = new Bell();
  readonly #deps: TailDeps;
  readonly #run: RunId;
  readonly #project: string;
  readonly #stopping = new AbortController();
  readonly #batches = new Map<string, LogBatch>();
  #keptBytes = 0;
  #end: LogCursor;
  #ended: Status | null = null;
  #failure: Error | null = null;

  private constructor(deps: TailDeps, run: RunId, project: string, end: LogCursor) {
    this.#deps = deps;
    this.#run = run;
    this.#project = project;
    this.#end = end;
  }

  /** At the end of what is stored now, so that whoever comes first with a long way to go does not hold up the others. */
  static async open(deps: TailDeps, run: RunId, project: string, closing: AbortSignal): Promise<LogTail> {
    const tail = new LogTail(deps, run, project, await endOfLogs(deps.artifacts, run));
    tail.#read(AbortSignal.any([tail.#stopping.signal, closing])).catch(() => undefined);
    return tail;
  }

  /** How far it has read. */
  get end(): LogCursor {
    return this.#end;
  }

  /** The final status, once all lines were read. */
  get ended(): Status | null {
    return this.#ended;
  }

  /** Why the reading ended before that. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** The lines just behind a cursor, if they were read lately. */
  behind(cursor: LogCursor): LogBatch | null {
    return this.#batches.get(encodeCursor(cursor)) ?? null;
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #read(signal: AbortSignal): Promise<void> {
    const changed = new Bell();
    const forget = this.#deps.store.subscribe(({ runs }) => {
      if (runs.includes(this.#run)) changed.ring();
    });
    try {
      for (let wait = SOON_MS; !signal.aborted; wait = Math.min(wait * 2, LATE_MS)) {
        // The status first: a run is final only after its last line is stored.
        const run = await this.#deps.store.getRun(this.#run);
        if (run === null || run.project !== this.#project) throw new Error(`run ${this.#run} is gone`);
        if (await this.#readWhatThereIs(signal)) wait = SOON_MS;
        if (isDone(run.status)) {
          this.#ended = run.status;
          return;
        }
        await changed.next(wait, signal);
      }
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error("the log cannot be read", { cause: error });
    } finally {
      forget();
      this.bell.ring();
    }
  }

  async #readWhatThereIs(signal: AbortSignal): Promise<boolean> {
    let grew = false;
    for await (const window of windowsFrom(this.#deps.artifacts, this.#run, this.#end, BATCH)) {
      if (signal.aborted) return grew;
      this.#keep(encodeCursor(this.#end), batchOf(window));
      this.#end = window.cursor;
      this.bell.ring();
      grew = true;
    }
    return grew;
  }

  #keep(from: string, batch: LogBatch): void {
    this.#batches.set(from, batch);
    this.#keptBytes += batch.json.length;
    for (const [key, { json }] of this.#batches) {
      if (this.#keptBytes <= KEPT_BYTES) break;
      this.#batches.delete(key);
      this.#keptBytes -= json.length;
    }
  }
}

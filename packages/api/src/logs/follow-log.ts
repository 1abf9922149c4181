import type { RunId } from "@polyaxon/orchestrator";
import { HEARTBEAT_MS, type ServerEvent } from "../live/event-stream.ts";
import { encodeCursor, farther, type LogCursor } from "./log-cursor.ts";
import { BATCH, batchOf, type LogBatch, LogTail, type TailDeps } from "./log-tail.ts";
import { windowsFrom } from "./read-logs.ts";

/** A tail outlives its last follower so long: one that connects again finds it where it was. */
const LINGER_MS = 5_000;

interface Entry {
  readonly tail: Promise<LogTail>;
  /** Once it is open. */
  opened: LogTail | null;
  followers: number;
}

/** Whoever comes later finds out anew: a run that had ended may go on, and a folder may be readable again. */
const isOver = ({ opened }: Entry): boolean => opened !== null && (opened.ended !== null || opened.failure !== null);

/** The logs that somebody follows: one tail for each run, whoever follows it. */
export class LogFollowers {
  readonly #deps: TailDeps;
  readonly #closing: AbortSignal;
  readonly #entries = new Map<RunId, Entry>();

  constructor(deps: TailDeps, closing: AbortSignal) {
    this.#deps = deps;
    this.#closing = closing;
  }

  /** Rejects when the run's log cannot be read now: that is answered as a status, before any event. */
  async prepare(run: RunId, project: string): Promise<void> {
    const entry = this.#join(run, project);
    try {
      await entry.tail;
    } finally {
      this.#leave(run, entry);
    }
  }

  /** The lines behind a cursor as they come, then how the run ended. */
  async *follow(run: RunId, project: string, from: LogCursor, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    const entry = this.#join(run, project);
    try {
      const tail = await entry.tail;
      for (let cursor = from; !signal.aborted;) {
        const { end } = tail;
        const batch = tail.behind(cursor);
        const batches = batch === null ? this.#between(run, cursor, end) : [batch];
        let hasCome = false;
        for await (const { json, to } of batches) {
          if (signal.aborted) return;
          cursor = to;
          hasCome = true;
          yield { event: "lines", id: encodeCursor(cursor), data: json };
        }
        if (hasCome) continue;
        // What may stand between the two is no line.
        cursor = farther(cursor, end);
        if (tail.end !== end) continue;
        if (tail.failure !== null) throw tail.failure;
        if (tail.ended !== null) {
          yield { event: "end", id: encodeCursor(cursor), data: JSON.stringify({ status: tail.ended }) };
          return;
        }
        await tail.bell.next(HEARTBEAT_MS, signal);
        if (tail.end === end && tail.ended === null) yield "heartbeat";
      }
    } finally {
      this.#leave(run, entry);
    }
  }

  /** From the files, no farther than the tail: there its batches begin. */
  async *#between(run: RunId, cursor: LogCursor, until: LogCursor): AsyncGenerator<LogBatch> {
    const isThere = Object.entries(until).every(([key, { offset }]) => offset <= (cursor[key]?.offset ?? 0));
    if (isThere) return;
    for await (const window of windowsFrom(this.#deps.artifacts, run, cursor, { ...BATCH, until }))
      yield batchOf(window);
  }

  #join(run: RunId, project: string): Entry {
    let entry = this.#entries.get(run);
    if (entry === undefined || isOver(entry)) {
      entry = this.#open(run, project);
      this.#entries.set(run, entry);
    }
    entry.followers += 1;
    return entry;
  }

  #open(run: RunId, project: string): Entry {
    const tail = LogTail.open(this.#deps, run, project, this.#closing);
    const entry: Entry = { tail, opened: null, followers: 0 };
    tail.then(
      (opened) => (entry.opened = opened),
      () => undefined,
    );
    return entry;
  }

  #leave(run: RunId, entry: Entry): void {
    entry.followers -= 1;
    const end = (): void => {
      if (entry.followers > 0) return;
      if (this.#entries.get(run) === entry) this.#entries.delete(run);
      void entry.tail.then(
        (tail) => tail.stop(),
        () => undefined,
      );
    };
    if (entry.followers === 0) setTimeout(end, LINGER_MS).unref();
  }
}

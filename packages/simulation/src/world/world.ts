import type { Clock, Logger, Store, StoreChange, Timers } from "@polyaxon/orchestrator";
import { type Model, type Operations, createModel } from "../model/model-store.ts";
import type { Defect } from "../model/tables.ts";
import { Random } from "./random.ts";
import { type Process, Timeline } from "./timeline.ts";
import { Trace } from "./trace.ts";

const EPOCH = Date.UTC(2026, 0, 1);

/** Told of every unit that was applied, before anybody hears its answer. */
export type Observer = (operation: keyof Operations, args: readonly unknown[], change: StoreChange | null) => void;

/** What everything in one simulated world shares: time, chance, the database and the record of what happened. */
export class World {
  readonly random: Random;
  readonly timeline = new Timeline();
  readonly trace = new Trace();
  readonly model: Model;
  readonly observers: Observer[] = [];
  /** While true, things go wrong. */
  faulty = true;
  /** Milliseconds that every wall clock has jumped so far. */
  jumped = 0;
  /** A server that was not there when the clocks jumped believes them. */
  jumpForgotten = false;
  /** What a model of this simulation threw: a mistake of its own, which ends the world. */
  mistake: unknown = null;
  #tokens = 0;

  constructor(seed: number, defects: readonly Defect[]) {
    this.random = new Random(seed);
    this.model = createModel(defects);
  }

  /** Things go wrong with this probability, and never once the faults are over. */
  fault(probability: number): boolean {
    return this.faulty && this.random.chance(probability);
  }

  note(who: string, what: string): void {
    this.trace.add(this.timeline.now, who, what);
  }

  /** Of every wall clock there is. */
  jump(ms: number): void {
    this.jumped += ms;
  }

  /** Lets work go on by itself. */
  goOn(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.mistake ??= error;
    });
  }

  token(): string {
    this.#tokens += 1;
    return `token-${this.#tokens}`;
  }

  clock(skewMs: number): Clock {
    return {
      now: () => EPOCH + this.timeline.now + this.jumped + skewMs,
      monotonic: () => this.timeline.now,
    };
  }

  timers(owner: Process): Timers {
    return { set: (callback, ms) => this.timeline.after(ms, owner, callback) };
  }

  /** Applies one operation of the store now. */
  perform<N extends keyof Operations>(name: N, args: Parameters<Operations[N]>): ReturnType<Operations[N]> {
    let change: StoreChange | null = null;
    const stop = this.model.onCommit((news) => {
      change = news;
    });
    try {
      const operation = this.model.operations[name] as (...given: readonly unknown[]) => ReturnType<Operations[N]>;
      const result = operation(...args);
      for (const observe of this.observers) observe(name, args, change);
      return result;
    } finally {
      stop();
    }
  }

  logger(owner: Process): Logger {
    const say = (fields: Record<string, unknown>, message: string): void => {
      const { error } = fields;
      this.note(owner.name, `! ${message}${error instanceof Error ? `: ${error.message}` : ""}`);
    };
    return { debug: () => {}, info: () => {}, warn: say, error: say };
  }
}

export const isRead = (name: keyof Store): boolean =>
  name.startsWith("get") ||
  name === "stopping" ||
  name === "isSuperseded" ||
  name === "nextWakeAt" ||
  name === "latestChange" ||
  name === "listAgents" ||
  name === "askingRuns";

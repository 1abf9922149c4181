import type { Worker } from "node:worker_threads";
import type { StoreChange } from "@polyaxon/orchestrator";
import { StoreError } from "../errors.ts";
import { type Call, errorFromMessage, type ThreadMessage } from "./thread-messages.ts";

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * The caller's side of a thread: calls made in one turn of the event loop travel in one message.
 *
 * States: starting (calls queue) → open → closed. A thread that dies fails every call in flight: whether a change was
 * stored is then unknown to its caller, as with a lost connection.
 */
export class ThreadClient {
  readonly #worker: Worker;
  readonly #onChange: (change: StoreChange) => void;
  readonly #pending = new Map<number, Pending>();
  readonly #exited: Promise<void>;
  #unsent: Call[] = [];
  #flushing = false;
  #nextId = 1;
  #dead: Error | null = null;
  /** Resolves when the thread can serve; rejects with the reason when it cannot start. */
  readonly ready: Promise<void>;

  constructor(worker: Worker, onChange: (change: StoreChange) => void = () => {}) {
    this.#worker = worker;
    this.#onChange = onChange;
    this.ready = new Promise((resolve, reject) => {
      worker.on("message", (message: ThreadMessage) => {
        if (message.kind === "ready") resolve();
        else if (message.kind === "failed") this.#die(errorFromMessage(message.error), reject);
        else this.#take(message);
      });
      worker.on("error", (error: Error) =>
        this.#die(new StoreError("closed", `A store thread failed: ${error.message}`, { cause: error }), reject),
      );
      worker.on("exit", () => this.#die(new StoreError("closed", "The store is closed."), reject));
    });
    this.ready.catch(() => {}); // Whoever awaits it hears of it; nobody has to.
    this.#exited = new Promise((resolve) => worker.once("exit", () => resolve()));
  }

  call(name: string, args: unknown): Promise<unknown> {
    if (this.#dead !== null) return Promise.reject(this.#dead);
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject });
      this.#unsent.push({ id, name, args });
      if (this.#flushing) return;
      this.#flushing = true;
      queueMicrotask(() => this.#flush());
    });
  }

  /** Lets calls in flight finish. */
  async close(): Promise<void> {
    this.#flush();
    if (this.#dead === null) this.#worker.postMessage("close");
    await this.#exited;
  }

  /** Gives the thread up; a call inside the database ends with it as soon as it returns. */
  kill(reason: Error): void {
    this.#die(reason, () => {});
    this.#worker.terminate().catch(() => {}); // It is given up either way.
  }

  #flush(): void {
    this.#flushing = false;
    if (this.#unsent.length === 0 || this.#dead !== null) return;
    const calls = this.#unsent;
    this.#unsent = [];
    try {
      this.#worker.postMessage(calls);
    } catch (error) {
      this.#sendAlone(calls, error);
    }
  }

  /** A value that cannot be copied between threads fails its own call, not its neighbours'. */
  #sendAlone(calls: readonly Call[], error: unknown): void {
    if (calls.length > 1) {
      for (const call of calls) {
        try {
          this.#worker.postMessage([call]);
        } catch (alone) {
          this.#sendAlone([call], alone);
        }
      }
      return;
    }
    for (const { id } of calls) {
      this.#pending.get(id)?.reject(error instanceof Error ? error : new Error(String(error)));
      this.#pending.delete(id);
    }
  }

  #take(message: Extract<ThreadMessage, { kind: "answers" }>): void {
    for (const answer of message.answers) {
      const pending = this.#pending.get(answer.id);
      this.#pending.delete(answer.id);
      if (answer.kind === "result") pending?.resolve(answer.value);
      else pending?.reject(errorFromMessage(answer.error));
    }
    if (message.change !== null) this.#onChange(message.change);
  }

  #die(error: Error, rejectReady: (error: Error) => void): void {
    this.#dead ??= error;
    rejectReady(this.#dead);
    for (const { reject } of this.#pending.values()) reject(this.#dead);
    this.#pending.clear();
  }
}

import type { Worker } from "node:worker_threads";
import type { Logger } from "@polyaxon/orchestrator";
import { tooSlow } from "../too-slow.ts";
import { ThreadClient } from "./thread-client.ts";

/** Beyond its own time cap, how long a read may go on before its thread is given up. */
const GRACE_MS = 2000;

/**
 * The reader thread, started by the first call and replaced when a read hangs in it: a query stops itself at the time
 * cap; one that cannot (a sort inside the database) loses its thread, and with it whatever waited behind it.
 */
export class TimedReader {
  readonly #spawn: () => Promise<Worker>;
  readonly #timeoutMs: number;
  readonly #logger: Logger | undefined;
  #client: Promise<ThreadClient> | null = null;
  /** Reads run one after the other; the cap counts from when a read's turn comes. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(spawn: () => Promise<Worker>, timeoutMs: number, logger: Logger | undefined) {
    this.#spawn = spawn;
    this.#timeoutMs = timeoutMs;
    this.#logger = logger;
  }

  call(name: string, args: unknown): Promise<unknown> {
    const answer = this.#turn.then(() => this.#callNow(name, args));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  async close(): Promise<void> {
    await this.#turn;
    const client = this.#client;
    this.#client = null;
    if (client !== null) await (await client).close();
  }

  async #callNow(name: string, args: unknown): Promise<unknown> {
    this.#client ??= this.#start();
    let client: ThreadClient;
    try {
      client = await this.#client;
    } catch (error) {
      this.#client = null;
      throw error;
    }
    const timer = setTimeout(() => {
      this.#logger?.warn({ read: name, timeoutMs: this.#timeoutMs }, "a read hung; its thread is replaced");
      this.#client = null;
      client.kill(tooSlow(this.#timeoutMs));
    }, this.#timeoutMs + GRACE_MS);
    try {
      return await client.call(name, args);
    } finally {
      clearTimeout(timer);
    }
  }

  async #start(): Promise<ThreadClient> {
    const client = new ThreadClient(await this.#spawn());
    await client.ready;
    return client;
  }
}

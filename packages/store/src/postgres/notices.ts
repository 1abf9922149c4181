import { randomUUID } from "node:crypto";
import type { RunId, StoreChange } from "@polyaxon/orchestrator";
import type { Client } from "pg";
import { StoreError } from "../errors.ts";
import type { Subscribers } from "../subscribers.ts";
import { Announcements } from "../units/scope.ts";
import { isOutage, whyAway } from "./failures.ts";
import { takeName } from "./own-name.ts";
import { type Patience, pause } from "./patience.ts";
import { showServed } from "./take-place.ts";

const CHANNEL = "polyaxon";
/** Changes that come in between are told together: a notice is a transaction of its own. */
const COALESCE_MS = 50;
/** A payload may have 8,000 bytes. */
const RUNS_IN_A_NOTICE = 200;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;

/** What travels: who says it, what may proceed (`w`ork, `q`ueue, `s`topping), and which runs changed. */
interface Notice {
  readonly from: string;
  readonly flags: string;
  readonly runs: readonly string[];
}

/**
 * Tells other servers of commits, and this one of theirs, over one connection by LISTEN and NOTIFY.
 *
 * States: connecting → listening → (lost) connecting ... → closed. Notices that a lost connection would have brought are
 * made up for by saying that anything may have changed. Losing one costs latency, never work: pollers stand behind.
 */
export class Notices {
  readonly #connect: () => Promise<Client>;
  readonly #owner: string | null;
  readonly #onNameLost: (error: StoreError) => void;
  readonly #nameWait: { readonly waitMs?: number };
  readonly #subscribers: Subscribers;
  readonly #patience: Patience;
  readonly #self = randomUUID().slice(0, 8);
  readonly #running: Promise<void>;
  #client: Client | null = null;
  #pending = new Announcements();
  #sending = false;

  /** @param parts.first a connection that has its locks: see `takePlace` */
  constructor(parts: {
    readonly first: Client;
    readonly connect: () => Promise<Client>;
    readonly subscribers: Subscribers;
    readonly patience: Patience;
    /** The server's name, which its connection shows to be alive; null when it needs none. */
    readonly owner: string | null;
    readonly onNameLost: (error: StoreError) => void;
    /** How long, after its connection was lost, another server of that name is waited for. Milliseconds. */
    readonly nameWaitMs?: number;
  }) {
    this.#connect = parts.connect;
    this.#owner = parts.owner;
    this.#subscribers = parts.subscribers;
    this.#patience = parts.patience;
    this.#onNameLost = parts.onNameLost;
    this.#nameWait = parts.nameWaitMs === undefined ? {} : { waitMs: parts.nameWaitMs };
    this.#running = this.#listen(parts.first);
  }

  /** After a commit of this server. */
  tell(change: StoreChange): void {
    this.#pending.add(change);
    this.#send().catch(() => {}); // A lost connection is `#listen`'s business; what is pending goes over the next.
  }

  /** Resolves when the connection is given back; what the patience waits for must have been aborted. */
  async close(): Promise<void> {
    await this.#running;
  }

  async #listen(prepared: Client): Promise<void> {
    const { signal, logger, place } = this.#patience;
    let failures = 0;
    let before: number | null = null;
    for (let first = true; !signal.aborted; first = false) {
      try {
        const client = first ? prepared : await this.#connect();
        const lost = new Promise<void>((resolve) => {
          client.once("end", () => resolve());
        });
        const end = (): void => void client.end().catch(() => {}); // It ends either way.
        signal.addEventListener("abort", end);
        if (signal.aborted) end();
        client.on("notification", ({ payload }) => this.#hear(payload ?? ""));
        // A notice need not survive a crash: nobody waits for its place on the disk.
        await client.query("set synchronous_commit = off");
        await client.query(`listen ${CHANNEL}`);
        this.#client = client;
        failures = 0;
        if (!first) this.#subscribers.tell({ work: true, queue: true, stopping: true, runs: [] });
        await Promise.all([this.#send(), first ? null : this.#showLife(client, before)]);
        before = await backendOf(client);
        await lost;
        signal.removeEventListener("abort", end);
      } catch (error) {
        if (!signal.aborted && error instanceof StoreError && error.code === "locked") return this.#onNameLost(error);
        // An outage is told by whoever waits for an answer; once is enough for anything else.
        if (!signal.aborted && !isOutage(error) && failures === 0)
          logger?.warn({ database: place, reason: whyAway(error) }, "notices of other servers are not heard for now");
      }
      this.#client = null;
      failures += 1;
      await pause(Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS), signal);
    }
  }

  /**
   * Whoever took the name while this server was not heard of has it.
   *
   * @param before the backend of the connection that was lost, which may linger behind a proxy for long
   */
  async #showLife(client: Client, before: number | null): Promise<void> {
    await showServed(client);
    const { logger, place, signal } = this.#patience;
    if (this.#owner !== null) await takeName(client, this.#owner, { place, signal, logger, before, ...this.#nameWait });
  }

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let client = this.#client; client !== null; client = this.#client) {
        const change = this.#pending.toChange();
        if (change === null) return;
        this.#pending = new Announcements();
        for (const notice of noticesOf(this.#self, change)) {
          await client.query("select pg_notify($1, $2)", [CHANNEL, JSON.stringify(notice)]);
        }
        await pause(COALESCE_MS, this.#patience.signal);
      }
    } finally {
      this.#sending = false;
    }
  }

  #hear(payload: string): void {
    const notice = readNotice(payload);
    if (notice === null || notice.from === this.#self) return;
    const { flags, runs } = notice;
    this.#subscribers.tell({
      work: flags.includes("w"),
      queue: flags.includes("q"),
      stopping: flags.includes("s"),
      runs: runs as readonly RunId[],
    });
  }
}

async function backendOf(client: Client): Promise<number | null> {
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  return rows[0]?.pid ?? null;
}

function* noticesOf(from: string, { work, queue, stopping, runs }: StoreChange): Generator<Notice> {
  let flags = `${work ? "w" : ""}${queue ? "q" : ""}${stopping ? "s" : ""}`;
  let at = 0;
  do {
    yield { from, flags, runs: runs.slice(at, at + RUNS_IN_A_NOTICE) };
    flags = "";
    at += RUNS_IN_A_NOTICE;
  } while (at < runs.length);
}

/** Anybody who may connect may also notify: what is not ours is passed over. */
function readNotice(payload: string): Notice | null {
  try {
    const { from, flags, runs } = JSON.parse(payload) as Partial<Notice>;
    return typeof from === "string" && typeof flags === "string" && Array.isArray(runs) ? { from, flags, runs } : null;
  } catch {
    return null;
  }
}

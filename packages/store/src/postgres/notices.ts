import { randomUUID } from "node:crypto";
import type { RunId, StoreChange } from "@polyaxon/orchestrator";
import type { Client } from "pg";
import type { Subscribers } from "../subscribers.ts";
import { Announcements } from "../units/scope.ts";
import { isOutage, whyAway } from "./failures.ts";
import { LIFE_LOCKS, lifeLock, SERVED_LOCK } from "./locks.ts";
import { type Patience, pause } from "./patience.ts";

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
  readonly #subscribers: Subscribers;
  readonly #patience: Patience;
  readonly #self = randomUUID().slice(0, 8);
  readonly #running: Promise<void>;
  #client: Client | null = null;
  #pending = new Announcements();
  #sending = false;

  /** @param owner the server's name, which its connection shows to be alive; null when it needs none */
  constructor(connect: () => Promise<Client>, subscribers: Subscribers, patience: Patience, owner: string | null) {
    this.#connect = connect;
    this.#owner = owner;
    this.#subscribers = subscribers;
    this.#patience = patience;
    this.#running = this.#listen();
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

  async #listen(): Promise<void> {
    const { signal, logger, place } = this.#patience;
    let failures = 0;
    for (let first = true; !signal.aborted; first = false) {
      try {
        const client = await this.#connect();
        const lost = new Promise<void>((resolve) => {
          client.once("end", () => resolve());
        });
        const end = (): void => void client.end().catch(() => {}); // It ends either way.
        signal.addEventListener("abort", end);
        if (signal.aborted) end();
        client.on("notification", ({ payload }) => this.#hear(payload ?? ""));
        // A notice need not survive a crash: nobody waits for its place on the disk.
        await client.query("set synchronous_commit = off");
        // Its locks say that this server lives: when the whole machine vanishes, they are to go within half a minute.
        await client.query(
          "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3",
        );
        await client.query(`select pg_advisory_lock_shared(${SERVED_LOCK})`);
        if (this.#owner !== null)
          await client.query("select pg_advisory_lock_shared($1, $2)", [LIFE_LOCKS, lifeLock(this.#owner)]);
        await client.query(`listen ${CHANNEL}`);
        this.#client = client;
        failures = 0;
        if (!first) this.#subscribers.tell({ work: true, queue: true, stopping: true, runs: [] });
        await this.#send();
        await lost;
        signal.removeEventListener("abort", end);
      } catch (error) {
        // An outage is told by whoever waits for an answer; once is enough for anything else.
        if (!signal.aborted && !isOutage(error) && failures === 0)
          logger?.warn({ database: place, reason: whyAway(error) }, "notices of other servers are not heard for now");
      }
      this.#client = null;
      failures += 1;
      await pause(Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS), signal);
    }
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

import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { DatabaseSyncInstance } from "@photostructure/sqlite";
import { armDebugPoint } from "@polyaxon/orchestrator";
import { commitPoint } from "../commit-points.ts";
import { StoreError } from "../errors.ts";
import { migrate } from "../schema/migrate.ts";
import type { Database } from "../statement.ts";
import { Announcements, type UnitScope } from "../units/scope.ts";
import { UNITS } from "../units/units.ts";
import { sqliteDialect } from "./dialect.ts";
import { crash } from "./crash.ts";
import { databaseOver } from "./kysely-driver.ts";
import { openForWriting, storeErrorFrom } from "./open-database.ts";
import { type Answer, type Call, errorMessage, type ThreadData, type ThreadMessage } from "./thread-messages.ts";

/**
 * The one writer. It takes the calls that queued while the last commit was being synced, runs them in one transaction,
 * commits once, and only then answers them all. A bad call fails alone: the transaction is rolled back, and its calls run
 * again, each under a savepoint of its own. (Savepoints in every batch made a run's life in the store cost 8% more processor
 * time: SQLite copies each page that is changed after one.)
 *
 * States: idle (waiting for a message) → a batch (never yields to the event loop: the driver is synchronous) → idle.
 */

/** A batch stops taking more after so many calls or so long, so that the first callers of it are answered. */
const MAX_BATCH = 1000;
const MAX_BATCH_MS = 50;

export async function startWriter(port: MessagePort, { file, startedAt, debugPoint }: ThreadData): Promise<void> {
  const say = (message: ThreadMessage): void => port.postMessage(message);
  armDebugPoint(debugPoint);
  let connection: DatabaseSyncInstance;
  let database: Database;
  try {
    connection = openForWriting(file);
    database = databaseOver(connection);
    connection.exec("begin immediate");
    await migrate(database.db, sqliteDialect, startedAt);
    connection.exec("commit");
  } catch (error) {
    say({ kind: "failed", error: errorMessage(storeErrorFrom(error, file) ?? error) });
    port.close();
    return;
  }
  const inbox = new Inbox(port);
  let running = false;
  const drain = async (): Promise<void> => {
    if (running) return;
    running = true;
    while (inbox.calls.length > 0) say(await runBatch(connection, database, file, inbox));
    running = false;
    if (!inbox.closing) return;
    connection.close();
    port.close();
  };
  port.on("message", (message: WriterMessage) => {
    inbox.take(message);
    drain().catch(crash);
  });
  say({ kind: "ready" });
}

type WriterMessage = readonly Call[] | "close";

/** Calls not yet begun. While a batch runs, the event loop does not: `receive` looks at the port itself. */
class Inbox {
  readonly calls: Call[] = [];
  closing = false;
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  take(message: WriterMessage): void {
    if (message === "close") this.closing = true;
    else this.calls.push(...message);
  }

  receive(): void {
    for (
      let arrived = receiveMessageOnPort(this.#port);
      arrived !== undefined;
      arrived = receiveMessageOnPort(this.#port)
    ) {
      this.take(arrived.message as WriterMessage);
    }
  }
}

async function runBatch(
  connection: DatabaseSyncInstance,
  database: Database,
  file: string,
  inbox: Inbox,
): Promise<ThreadMessage> {
  let answers: Answer[] = [];
  let announce = new Announcements();
  const taken: Call[] = [];
  let apart = false;
  const end = performance.now() + MAX_BATCH_MS;
  try {
    connection.exec("begin immediate");
    for (let call = inbox.calls.shift(); call !== undefined; call = inbox.calls.shift()) {
      taken.push(call);
      const answer = apart
        ? await runApart(connection, database, call, announce)
        : await runTogether(connection, database, call, announce);
      if (answer !== null) answers.push(answer);
      else {
        apart = true;
        answers = [];
        announce = new Announcements();
        connection.exec("rollback; begin immediate");
        for (const again of taken) answers.push(await runApart(connection, database, again, announce));
      }
      if (taken.length >= MAX_BATCH || performance.now() > end) break;
      if (inbox.calls.length === 0) inbox.receive();
    }
    commitPoint("before-commit", taken);
    connection.exec("commit");
    commitPoint("after-commit", taken);
    return { kind: "answers", answers, change: announce.toChange() };
  } catch (error) {
    if (connection.isTransaction) connection.exec("rollback");
    const failure = errorMessage(storeErrorFrom(error, file) ?? error);
    return { kind: "answers", answers: taken.map(({ id }) => ({ id, kind: "error", error: failure })), change: null };
  }
}

const unitOf = (call: Call): ((scope: UnitScope, args: unknown) => Promise<unknown>) =>
  UNITS[call.name as keyof typeof UNITS] as (scope: UnitScope, args: unknown) => Promise<unknown>;

/** Null when it failed: what it left behind is undone only with the whole transaction. */
async function runTogether(
  connection: DatabaseSyncInstance,
  database: Database,
  call: Call,
  announce: Announcements,
): Promise<Answer | null> {
  try {
    return { id: call.id, kind: "result", value: await unitOf(call)({ ...database, announce }, call.args) };
  } catch (error) {
    if (endsBatch(connection, error)) throw error;
    return null;
  }
}

async function runApart(
  connection: DatabaseSyncInstance,
  database: Database,
  call: Call,
  batch: Announcements,
): Promise<Answer> {
  const announce = new Announcements();
  connection.exec("savepoint unit");
  try {
    const value = await unitOf(call)({ ...database, announce }, call.args);
    connection.exec("release unit");
    batch.merge(announce);
    return { id: call.id, kind: "result", value };
  } catch (error) {
    if (endsBatch(connection, error)) throw error;
    connection.exec("rollback to unit; release unit");
    return {
      id: call.id,
      kind: "error",
      error: errorMessage(error instanceof Error ? error : new StoreError("unit", String(error))),
    };
  }
}

/** SQLite gives up the whole transaction on some failures (a full disk): then nothing of the batch may be answered. */
const endsBatch = (connection: DatabaseSyncInstance, error: unknown): boolean =>
  !connection.isTransaction || storeErrorFrom(error, "") !== null;

import type { MessagePort } from "node:worker_threads";
import { READS } from "../reads/reads.ts";
import type { Database } from "../statement.ts";
import { WITHIN_TIME } from "./dialect.ts";
import { crash } from "./crash.ts";
import { databaseOver } from "./kysely-driver.ts";
import { openForReading, storeErrorFrom } from "./open-database.ts";
import { SNAPSHOT, takeSnapshot } from "./snapshot.ts";
import { type Answer, type Call, errorMessage, type ThreadData, type ThreadMessage } from "./thread-messages.ts";
import { tooSlow } from "../too-slow.ts";

/** Reads that may be long, on their own connection, each with a time cap that the query itself looks at. */
export function startReader(port: MessagePort, { file, readTimeoutMs }: ThreadData): void {
  const say = (message: ThreadMessage): void => port.postMessage(message);
  const clock = { deadline: 0 };
  try {
    const connection = openForReading(file);
    connection.function(WITHIN_TIME, () => {
      if (performance.now() > clock.deadline) throw new Error("the read took too long");
      return 1;
    });
    const database: Database = databaseOver(connection);
    const answer = async (call: Call): Promise<Answer> => {
      clock.deadline = performance.now() + readTimeoutMs;
      if (call.name === SNAPSHOT) return await answerSnapshot(call, file);
      const read = READS[call.name as keyof typeof READS] as (database: Database, args: unknown) => Promise<unknown>;
      try {
        return { id: call.id, kind: "result", value: await read(database, call.args) };
      } catch (error) {
        const late = performance.now() > clock.deadline;
        return {
          id: call.id,
          kind: "error",
          error: errorMessage(late ? tooSlow(readTimeoutMs) : (storeErrorFrom(error, file) ?? error)),
        };
      }
    };
    port.on("message", (message: readonly Call[] | "close") => {
      if (message === "close") {
        connection.close();
        port.close();
        return;
      }
      const answerAll = async (): Promise<void> => {
        for (const call of message) say({ kind: "answers", answers: [await answer(call)], change: null });
      };
      answerAll().catch(crash);
    });
    say({ kind: "ready" });
  } catch (error) {
    say({ kind: "failed", error: errorMessage(storeErrorFrom(error, file) ?? error) });
    port.close();
  }
}

async function answerSnapshot(call: Call, file: string): Promise<Answer> {
  try {
    return { id: call.id, kind: "result", value: await takeSnapshot(file, (call.args as { into: string }).into) };
  } catch (error) {
    return { id: call.id, kind: "error", error: errorMessage(error) };
  }
}

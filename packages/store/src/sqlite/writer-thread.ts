import { parentPort, workerData } from "node:worker_threads";
import type { ThreadData } from "./thread-messages.ts";
import { startWriter } from "./writer.ts";

/** Entry of the writer thread; bundled as `store-writer-thread.js`. */
if (parentPort === null) throw new Error("store-writer-thread.js is started by the store, not by itself.");
await startWriter(parentPort, workerData as ThreadData);

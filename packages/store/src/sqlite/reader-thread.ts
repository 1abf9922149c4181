import { parentPort, workerData } from "node:worker_threads";
import { startReader } from "./reader.ts";
import type { ThreadData } from "./thread-messages.ts";

/** Entry of the reader thread; bundled as `store-reader-thread.js`. */
if (parentPort === null) throw new Error("store-reader-thread.js is started by the store, not by itself.");
startReader(parentPort, workerData as ThreadData);

import type { GrowingFile } from "../files/run-files.ts";
import type { AttemptCalls } from "./attempt-calls.ts";

/** One request carries at most so much; the server refuses twice as much. */
const PIECE_BYTES = 4 * 1024 * 1024;

/**
 * A log at the server, and only there: no copy of it on this machine could disagree. Where it ends is asked when it is
 * opened; every addition states the length it counts on, so that a request that was repeated, or came late, changes nothing.
 */
export function remoteLog(calls: AttemptCalls, path: string): GrowingFile {
  let length = 0;
  /** Less than `length` when the last, torn line is to go with the next addition. */
  let keep = 0;

  async function add(bytes: Uint8Array): Promise<void> {
    await calls.append(path, bytes, { length, keep });
    length = keep + bytes.byteLength;
    keep = length;
  }

  return {
    async end(atMost) {
      const found = await calls.read(path, { tail: atMost });
      length = found?.length ?? 0;
      keep = length;
      return { bytes: found?.bytes ?? Buffer.alloc(0), length };
    },
    async cut(to) {
      keep = to;
    },
    async append(bytes) {
      for (let from = 0; from < bytes.byteLength; from += PIECE_BYTES)
        await add(bytes.subarray(from, from + PIECE_BYTES));
    },
    // Each addition was on the server's disk before it was answered.
    sync: async () => {
      if (keep < length) await add(new Uint8Array(0));
    },
    close: async () => {},
  };
}

import type { AttemptRef } from "../executor-port.ts";
import type { CallServer } from "./server-calls.ts";
import { ServerProblem } from "./server-problem.ts";

const CALL_MS = 15_000;
/** The slowest line that is waited for: a piece of 4 MiB takes 84 s then. */
const SLOWEST_BYTES_PER_MS = 50;
/** An answer of 8 MiB over that line. */
const READ_MS = 180_000;
/** A whole file may be large and the line slow; a server that is gone is noticed by the connection. */
const WHOLE_FILE_MS = 3_600_000;

/** The files of one held attempt at the server. Each call is fenced there; paths are relative to the run's folder. */
export interface AttemptCalls {
  list(): Promise<readonly { readonly path: string; readonly size: number }[]>;
  /** Null when there is no such file. */
  read(
    path: string,
    from: { readonly offset: number } | { readonly tail: number },
  ): Promise<{ readonly bytes: Buffer; readonly length: number } | null>;
  /** Adds to a file that is `length` bytes long, cut to `keep` first. Throws `elsewhere` when it is not. */
  append(path: string, bytes: Uint8Array, at: { readonly length: number; readonly keep: number }): Promise<void>;
  putWhole(path: string, body: Uint8Array | AsyncIterable<Uint8Array>, length: number): Promise<void>;
}

/** Which of those with this number is meant; servers of earlier versions pass it over. */
export const claimedQuery = ({ claimedAt }: Pick<AttemptRef, "claimedAt">): Readonly<Record<string, number>> =>
  claimedAt === undefined ? {} : { claimed: claimedAt };

export function attemptCalls(call: CallServer, ref: AttemptRef): AttemptCalls {
  const below = `/runs/${ref.run}/attempts/${ref.attempt}`;
  // The time may become known later.
  const claimed = (): Readonly<Record<string, number>> => claimedQuery(ref);
  return {
    async list() {
      const answer = await call({ method: "GET", path: `${below}/files`, query: claimed(), timeoutMs: CALL_MS });
      return ((await answer.json()) as { files?: { path: string; size: number }[] }).files ?? [];
    },
    async read(path, from) {
      try {
        const answer = await call({
          method: "GET",
          path: `${below}/file`,
          query: { path, ...from, ...claimed() },
          timeoutMs: READ_MS,
        });
        const bytes = Buffer.from(await answer.arrayBuffer());
        return { bytes, length: Number(answer.headers.get("x-polyaxon-length") ?? bytes.length) };
      } catch (error) {
        if (error instanceof ServerProblem && error.kind === "not-found") return null;
        throw error;
      }
    },
    async append(path, bytes, at) {
      const answer = await call({
        method: "POST",
        path: `${below}/append`,
        query: { path, ...at, ...claimed() },
        bytes: { body: bytes, length: bytes.byteLength },
        timeoutMs: CALL_MS + Math.ceil(bytes.byteLength / SLOWEST_BYTES_PER_MS),
      });
      await answer.arrayBuffer();
    },
    async putWhole(path, body, length) {
      const answer = await call({
        method: "PUT",
        path: `${below}/whole-file`,
        query: { path, ...claimed() },
        bytes: { body, length },
        timeoutMs: WHOLE_FILE_MS,
      });
      await answer.arrayBuffer();
    },
  };
}

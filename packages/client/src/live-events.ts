import { apiError, UnreachableError } from "./errors.ts";
import { readEvents, type ServerEvent } from "./event-stream.ts";
import type { Transport } from "./transport.ts";

/** Servers send a sign of life every 15 s; after so long without one the connection counts as lost. */
const SILENCE_MS = 45_000;

/** What openapi-fetch answers for a call with `parseAs: "stream"`. */
interface OpenedStream {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * The events of a stream, from `open`, until the server ends it. Null when the server has no such stream: an older one, or
 * something between that answers in its place. A connection that breaks, or falls silent, fails with `UnreachableError`.
 *
 * @internal
 */
export async function openEvents(
  { host }: Pick<Transport, "host">,
  signal: AbortSignal,
  path: string,
  open: (signal: AbortSignal) => Promise<OpenedStream>,
): Promise<AsyncGenerator<ServerEvent> | null> {
  const { data, error, response } = await open(signal);
  if (response.status === 404) return null;
  if (!response.ok) throw apiError(response, error, { method: "GET", path });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  if (!(data instanceof ReadableStream)) return null;
  const reader = (data as ReadableStream<Uint8Array>).getReader();
  if (!isStream) {
    await reader.cancel();
    return null;
  }
  return alive(reader, signal, host);
}

/**
 * The connection is ended through the reader that we hold: the signal of a request whose answer has come may be forgotten with
 * the request, and an open connection would keep the process from ending.
 */
async function* alive(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  signal: AbortSignal,
  host: string,
): AsyncGenerator<ServerEvent> {
  let silent = false;
  const hangUp = (): void => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", hangUp, { once: true });
  if (signal.aborted) hangUp();
  const events = readEvents(chunksOf(reader));
  try {
    for (;;) {
      // Only while we wait: a reader that takes long over an event is not the server's silence.
      const timer = setTimeout(() => {
        silent = true;
        hangUp();
      }, SILENCE_MS);
      const step = await events.next().finally(() => clearTimeout(timer));
      if (step.done === true) break;
      if (step.value !== null) yield step.value;
    }
  } catch (error) {
    if (signal.aborted) throw error;
    throw new UnreachableError(host, error);
  } finally {
    signal.removeEventListener("abort", hangUp);
    hangUp();
  }
  signal.throwIfAborted();
  if (silent) throw new UnreachableError(host, new Error(`no sign of life for ${SILENCE_MS / 1000} s`));
}

async function* chunksOf(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
}

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
  const silence = new AbortController();
  const { data, error, response } = await open(AbortSignal.any([signal, silence.signal]));
  if (response.status === 404) return null;
  if (!response.ok) throw apiError(response, error, { method: "GET", path });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  if (!isStream || !(data instanceof ReadableStream)) {
    silence.abort();
    return null;
  }
  return alive(data as unknown as AsyncIterable<Uint8Array>, silence, signal, host);
}

async function* alive(
  bytes: AsyncIterable<Uint8Array>,
  silence: AbortController,
  signal: AbortSignal,
  host: string,
): AsyncGenerator<ServerEvent> {
  const events = readEvents(bytes);
  try {
    for (;;) {
      // Only while we wait: a reader that takes long over an event is not the server's silence.
      const timer = setTimeout(
        () => silence.abort(new Error(`no sign of life for ${SILENCE_MS / 1000} s`)),
        SILENCE_MS,
      );
      const step = await events.next().finally(() => clearTimeout(timer));
      if (step.done === true) return;
      if (step.value !== null) yield step.value;
    }
  } catch (error) {
    if (signal.aborted) throw error;
    throw new UnreachableError(host, silence.signal.aborted ? silence.signal.reason : error);
  } finally {
    silence.abort();
  }
}

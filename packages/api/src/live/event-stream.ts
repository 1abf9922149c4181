import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { detail } from "../api-error.ts";

/** One server-sent event, or a sign of life for whoever stands between. */
export type ServerEvent =
  | {
      readonly event: string;
      /** Where to go on after this event; a client that connects again names it in `Last-Event-ID`. */
      readonly id: string | null;
      /** JSON text, which has no line breaks. */
      readonly data: string;
    }
  | "heartbeat";

/** So often something is sent when nothing happens. Proxies cut connections that are silent for a minute. */
export const HEARTBEAT_MS = 15_000;
/** Then the stream ends, and the client connects again: whether it still may is asked only there. */
const LONGEST_MS = 30 * 60_000;
/** How long a browser waits before it connects again. */
const RETRY_MS = 1_000;
const MOST_STREAMS = 2_000;
/** Kept for a client that reads slowly, besides what its socket holds; events are made only when there is room. */
const BUFFERED_BYTES = 64 * 1024;

const open = new WeakMap<object, { count: number }>();

/**
 * Answers with events (https://html.spec.whatwg.org/multipage/server-sent-events.html) until they end, the client hangs up or the
 * server closes; the signal tells the latter two. Back-pressure: the next event is asked for when the client has room for it.
 */
export function sendEvents(
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  events: (signal: AbortSignal) => AsyncIterable<ServerEvent>,
): FastifyReply {
  const streams = open.get(request.server) ?? { count: 0 };
  open.set(request.server, streams);
  if (streams.count >= MOST_STREAMS) {
    reply.header("retry-after", "5");
    throw detail(503, "too-many-streams", `this server sends events to ${MOST_STREAMS} clients already`);
  }
  const hungUp = new AbortController();
  const longest = AbortSignal.timeout(LONGEST_MS);
  // In Node 20 a signal made of others does not hold them: one that nobody listens to is collected, and never comes.
  longest.addEventListener("abort", () => {}, { once: true });
  const signal = AbortSignal.any([hungUp.signal, request.server.closing, longest]);
  const body = Readable.from(written(events(signal), signal), { objectMode: false, highWaterMark: BUFFERED_BYTES });
  streams.count += 1;
  body.once("close", () => {
    streams.count -= 1;
    hungUp.abort();
  });
  return (
    reply
      .type("text/event-stream")
      .header("cache-control", "no-store")
      .header("x-accel-buffering", "no")
      // A connection that is kept after its stream would keep a closing server waiting.
      .header("connection", "close")
      .send(body)
  );
}

/** Where a client that connects again has got to; null for one that comes first. */
export function lastEventId(request: FastifyRequest): string | null {
  const header = request.headers["last-event-id"];
  return typeof header === "string" && header !== "" ? header : null;
}

async function* written(events: AsyncIterable<ServerEvent>, signal: AbortSignal): AsyncGenerator<string> {
  // At once, so that the client knows that it is connected.
  yield `retry: ${RETRY_MS}\n\n`;
  for await (const event of events) {
    if (signal.aborted) return;
    yield event === "heartbeat" ? ":\n\n" : textOf(event);
  }
}

const textOf = ({ data, event, id }: Exclude<ServerEvent, "heartbeat">): string =>
  `event: ${event}\n${id === null ? "" : `id: ${id}\n`}data: ${data}\n\n`;

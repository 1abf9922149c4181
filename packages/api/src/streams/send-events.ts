import type { FastifyReply } from "fastify";
import { Readable } from "node:stream";
import { MetricJson } from "@polyaxon/tracking";
import type { WireEvents } from "./read-events.ts";

/** Answers `{"data": ...}` with the events of a run, or of several by their uuid, in as few copies as their JSON was written. */
export function sendEvents(
  reply: FastifyReply,
  events: readonly WireEvents[] | ReadonlyMap<string, readonly WireEvents[]>,
): FastifyReply {
  const pieces = [...(events instanceof Map ? ofRuns(events) : ofRun(events as readonly WireEvents[]))].map((piece) =>
    typeof piece === "string" ? Buffer.from(piece) : piece,
  );
  const all = [Buffer.from('{"data":'), ...pieces, Buffer.from("}")];
  reply.header("content-type", "application/json; charset=utf-8");
  reply.header(
    "content-length",
    all.reduce((sum, { length }) => sum + length, 0),
  );
  return reply.send(Readable.from(all, { objectMode: false }));
}

function* ofRuns(runs: ReadonlyMap<string, readonly WireEvents[]>): Generator<string | Uint8Array> {
  let before = "{";
  for (const [uuid, events] of runs) {
    yield `${before}${JSON.stringify(uuid)}:`;
    yield* ofRun(events);
    before = ",";
  }
  yield before === "{" ? "{}" : "}";
}

function* ofRun(events: readonly WireEvents[]): Generator<string | Uint8Array> {
  let before = "[";
  for (const { name, kind, data } of events) {
    if (data instanceof MetricJson) {
      yield `${before}{"name":${JSON.stringify(name)},"kind":${JSON.stringify(kind)},"data":`;
      yield* data.pieces();
      yield "}";
    } else {
      yield before + JSON.stringify({ name, kind, data });
    }
    before = ",";
  }
  yield before === "[" ? "[]" : "]";
}

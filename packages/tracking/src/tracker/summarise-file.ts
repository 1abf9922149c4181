import { closeSync, openSync, readSync } from "node:fs";
import type { ArtifactKind } from "../formats/artifact-kind.ts";
import type { EventRow } from "../formats/event-file.ts";
import { createEventTail, type EventSummary, type EventTail } from "../formats/event-tail.ts";

/** What an event file says as a whole; null while it has no row. */
export function summariseFile(
  path: string,
  kind: ArtifactKind,
  name: string,
): { readonly summary: EventSummary; readonly last: EventRow } | null {
  const tail = createEventTail(kind, name);
  feedFrom(path, 0, tail);
  const summary = tail.summary();
  const last = tail.last();
  return summary === null || last === null ? null : { summary, last };
}

/** @returns the offset after the last byte read */
export function feedFrom(path: string, start: number, tail: EventTail): number {
  const block = Buffer.allocUnsafe(256 * 1024);
  const fd = openSync(path, "r");
  try {
    let offset = start;
    for (
      let read = readSync(fd, block, 0, block.length, offset);
      read > 0;
      read = readSync(fd, block, 0, block.length, offset)
    ) {
      tail.feed(block.subarray(0, read));
      offset += read;
    }
    return offset;
  } finally {
    closeSync(fd);
  }
}

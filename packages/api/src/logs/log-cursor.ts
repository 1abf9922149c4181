import { createHash } from "node:crypto";

/** A place behind a line of one file. */
export interface LogPlace {
  /** Bytes before it. */
  readonly offset: number;
  /** Stamp of that line: how the place is found again when the file is not what it was. */
  readonly micros: number;
}

/** Where reading goes on, by `fileKey`; a file that is not named is read from its start. */
export type LogCursor = Readonly<Record<string, LogPlace>>;

/** Short, because a cursor that names many files still has to fit into an address or a header. */
export const fileKey = (name: string): string => createHash("sha256").update(name).digest("hex").slice(0, 10);

const VERSION = "l1";
const PART = /^([0-9a-f]{10})\.([0-9a-z]{1,11})\.([0-9a-z]{1,11})$/;

/** A cursor as opaque text, the same for equal cursors; without characters that addresses or headers would change. */
export function encodeCursor(cursor: LogCursor): string {
  const parts = Object.entries(cursor)
    .filter(([, { offset }]) => offset > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { offset, micros }]) => `~${key}.${offset.toString(36)}.${micros.toString(36)}`);
  return `${VERSION}${parts.join("")}`;
}

/** Null for a text that is no cursor of ours. */
export function decodeCursor(text: string): LogCursor | null {
  const [version, ...parts] = text.split("~");
  if (version !== VERSION) return null;
  const cursor: Record<string, LogPlace> = {};
  for (const part of parts) {
    const [, key, offsetText = "", microsText = ""] = PART.exec(part) ?? [];
    const offset = Number.parseInt(offsetText, 36);
    const micros = Number.parseInt(microsText, 36);
    if (key === undefined || !Number.isSafeInteger(offset) || !Number.isSafeInteger(micros)) return null;
    cursor[key] = { offset, micros };
  }
  return cursor;
}

/** In each file the place that is farther on. */
export function farther(a: LogCursor, b: LogCursor): LogCursor {
  const both: Record<string, LogPlace> = { ...a };
  for (const [key, place] of Object.entries(b)) if (place.offset > (both[key]?.offset ?? 0)) both[key] = place;
  return both;
}

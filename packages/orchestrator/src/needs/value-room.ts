import type { ResolvedValues } from "@polyaxon/compiler";
import type { Json } from "../ports/records.ts";

/** Characters of JSON that all values which one run takes of others may have together: they are held in memory and stored with it. */
const MOST_TAKEN = 8_000_000;

/** How much more a run may take. */
export interface ValueRoom {
  /** False when it does not fit any more. */
  takes(value: Json): boolean;
}

/** Beside what was found before. */
export function roomBeside({ refs, joins }: ResolvedValues): ValueRoom {
  let left = MOST_TAKEN - sizeOf({ refs: refs ?? {}, joins: joins ?? [] });
  return {
    takes(value) {
      left -= sizeOf(value);
      return left >= 0;
    },
  };
}

/** Of a text without reading it; escapes make it somewhat longer. */
const sizeOf = (value: unknown): number =>
  typeof value === "string" ? value.length + 2 : (JSON.stringify(value) ?? "null").length;

export const tooMuch = (what: string): string =>
  `${what} have more than ${MOST_TAKEN.toLocaleString("en")} characters of JSON: take fewer of them, or smaller ones, or give the place of a file instead`;

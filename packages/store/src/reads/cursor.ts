import { hash } from "node:crypto";
import { QueryError, type SortKey } from "@polyaxon/query";
import type { OrderValues } from "./order.ts";

/** Where a page ended. */
export interface Cursor {
  /** Which part of the list: see `list-runs.ts`; 0 for lists of one part. */
  readonly part: number;
  readonly values: OrderValues;
}

/** What a cursor belongs to: its values mean nothing in another kind of list, or another sort. */
export interface CursorOf {
  /** `runs`, `projects`, ... */
  readonly list: string;
  readonly sort: readonly SortKey[];
}

/** Opaque outside: a checksum, which also knows what the cursor belongs to, and then the place. */
export function writeCursor({ part, values }: Cursor, of: CursorOf): string {
  const place = JSON.stringify([part, ...values]);
  return Buffer.from(checksum(of, place) + place).toString("base64url");
}

/** @throws QueryError for what is no cursor of this list and sort: one from elsewhere, cut short, or made up */
export function readCursor(text: string, of: CursorOf): Cursor {
  const decoded = Buffer.from(text, "base64url").toString();
  const place = decoded.slice(CHECKSUM_LENGTH);
  const [part, ...values] = checksum(of, place) === decoded.slice(0, CHECKSUM_LENGTH) ? parsed(place) : [];
  if (typeof part !== "number" || !values.every(isScalar)) {
    throw new QueryError("The cursor does not belong to a list with this sort; begin again without one.", 0, "cursor");
  }
  return { part, values };
}

const CHECKSUM_LENGTH = 12;

/** No secret: who makes one up finds, at worst, a database that refuses it. */
const checksum = ({ list, sort }: CursorOf, place: string): string =>
  hash("sha256", JSON.stringify([list, signature(sort), place])).slice(0, CHECKSUM_LENGTH);

const signature = (sort: readonly SortKey[]): string =>
  sort
    .map(({ field, key, descending }) => `${descending ? "-" : ""}${field}${key === null ? "" : `.${key}`}`)
    .join(",");

function parsed(text: string): readonly unknown[] {
  try {
    const found: unknown = JSON.parse(text);
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

const isScalar = (value: unknown): value is string | number | null =>
  value === null || typeof value === "string" || typeof value === "number";

import { QueryError, type SortKey } from "@polyaxon/query";
import type { OrderValues } from "./order.ts";

/** Where a page ended. */
export interface Cursor {
  /** Which part of the list: see `list-runs.ts`; 0 for lists of one part. */
  readonly part: number;
  readonly values: OrderValues;
}

/** Opaque outside. It names the sort that it belongs to, since its values mean nothing in another one. */
export function writeCursor({ part, values }: Cursor, sort: readonly SortKey[]): string {
  return Buffer.from(JSON.stringify([signature(sort), part, ...values])).toString("base64url");
}

/** @throws QueryError for what is no cursor of this sort */
export function readCursor(text: string, sort: readonly SortKey[]): Cursor {
  const [sorted, part, ...values] = parsed(text);
  if (sorted !== signature(sort) || typeof part !== "number" || !values.every(isScalar)) {
    throw new QueryError("The cursor does not belong to a list with this sort; begin again without one.", 0, "cursor");
  }
  return { part, values };
}

const signature = (sort: readonly SortKey[]): string =>
  sort
    .map(({ field, key, descending }) => `${descending ? "-" : ""}${field}${key === null ? "" : `.${key}`}`)
    .join(",");

function parsed(text: string): readonly unknown[] {
  try {
    const found: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

const isScalar = (value: unknown): value is string | number | null =>
  value === null || typeof value === "string" || typeof value === "number";

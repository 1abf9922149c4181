import type { JsonObject } from "@polyaxon/orchestrator";

/** A document as a database gives it back: NaN and infinities as words, bigints as numbers or digits, no NUL. */
export function stored(document: JsonObject): JsonObject;
export function stored(document: JsonObject | null | undefined): JsonObject | null;
export function stored(document: JsonObject | null | undefined): JsonObject | null {
  if (document === null || document === undefined) return null;
  const text = JSON.stringify(document, storable);
  const clean = text.includes("\\u0000") ? JSON.stringify(document, storableWithoutNul) : text;
  return JSON.parse(clean) as JsonObject;
}

/** Texts: NUL becomes U+FFFD. */
export function clean<T extends string | null | undefined>(text: T): T {
  return (typeof text === "string" ? text.replaceAll("\0", "\uFFFD") : text) as T;
}

export const cleanTags = (tags: readonly string[]): readonly string[] => [...new Set(tags.map((tag) => clean(tag)))];

function storable(_key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value !== "bigint") return value;
  const isSafe = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
  return isSafe ? Number(value) : String(value);
}

function storableWithoutNul(key: string, value: unknown): unknown {
  const kept = storable(key, value);
  if (typeof kept === "string") return clean(kept);
  if (typeof kept !== "object" || kept === null || Array.isArray(kept)) return kept;
  return Object.fromEntries(Object.entries(kept).map(([name, item]) => [clean(name), item as unknown]));
}

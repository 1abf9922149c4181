/** JSON has no NaN or infinities; stored documents and answers carry them as these strings. */
export type JsonNumber = number | "NaN" | "Infinity" | "-Infinity";

export function jsonNumber(value: number): JsonNumber {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

/** A replacer for `JSON.stringify` that applies the rule everywhere, and writes big integers as text. */
export function jsonReplacer(_key: string, value: unknown): unknown {
  if (typeof value === "number") return jsonNumber(value);
  return typeof value === "bigint" ? value.toString() : value;
}

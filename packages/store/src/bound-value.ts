/**
 * A value as databases take it: NUL characters, which no stored text holds (see `jsonText`), are U+FFFD in what is asked for as well.
 * Texts of callers come to statements on many ways: as they are, decoded from JSON in a query, out of a cursor. Here they all pass.
 */
export function boundValue(value: unknown): unknown {
  if (typeof value === "string") return value.includes("\0") ? value.replaceAll("\0", "\uFFFD") : value;
  return Array.isArray(value) ? value.map(boundValue) : value;
}

/** JSON text without spaces. Infinities and NaN, which JSON has no word for, are written as Python writes them. */
export function compactJson(value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) {
    return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  }
  return JSON.stringify(value) ?? "null";
}

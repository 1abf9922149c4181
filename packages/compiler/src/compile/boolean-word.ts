const TRUE: ReadonlySet<string> = new Set(["y", "yes", "t", "true", "on", "1"]);
const FALSE: ReadonlySet<string> = new Set(["n", "no", "f", "false", "off", "0"]);

/** A boolean, or the word for one in any case; undefined for anything else. */
export function readBoolean(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  const word = String(value).trim().toLowerCase();
  return TRUE.has(word) ? true : FALSE.has(word) ? false : undefined;
}

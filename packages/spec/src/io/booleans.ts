/** The boolean a value stands for, in upstream's words; undefined when it stands for none. */
export function booleanOf(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (value === 1) return true;
  if (value === 0) return false;
  if (typeof value !== "string") return undefined;
  const word = value.toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : undefined;
}

const TRUE_WORDS: ReadonlySet<string> = new Set(["y", "yes", "t", "true", "on", "1"]);
const FALSE_WORDS: ReadonlySet<string> = new Set(["n", "no", "f", "false", "off", "0"]);
/** The words that stand for a boolean, in lower case; they are read in any. */
export const BOOLEAN_WORDS: readonly string[] = [...TRUE_WORDS, ...FALSE_WORDS];

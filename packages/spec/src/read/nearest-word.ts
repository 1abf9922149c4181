import { suggest } from "../issues/suggest.ts";
import type { Problem } from "../schema/reader.ts";

/** The known word that an unknown one probably means; null for problems that are not about a word. */
export function nearestWord({ unknown }: Problem, given: unknown): string | null {
  if (unknown === undefined) return null;
  const word = unknown.word === "" ? given : unknown.word;
  return typeof word === "string" ? suggest(word, unknown.known) : null;
}

/** The same word, written with other capitals, `_` or `-`. */
export function isSameWord(a: string, b: string): boolean {
  const fold = (word: string): string => word.replaceAll(/[_-]/g, "").toLowerCase();
  return fold(a) === fold(b);
}

import { wrapWords } from "./text-width.ts";

/**
 * As `wrapWords`, but a command in the text stays on one line, so that it can be copied: one that is too long stands on a line of its
 * own, where the terminal breaks it without a line break in the copy.
 */
export const wrapHint = (text: string, width: number): readonly string[] =>
  wrapWords(
    text.replace(COMMAND, (command) => command.replaceAll(" ", HELD)),
    width,
  ).map((line) => line.replaceAll(HELD, " "));

/**
 * A command with all its words, from where hints begin one (the start, a colon, a bracket, a quote) to where they end it; in the midst
 * of a sentence only the program and its command.
 */
const COMMAND =
  /(?<=^|: |[(`])(?:[A-Z_]+=\S+ )*(?:npx )?(?:polyaxon|export|env|curl) [^;()`]*[^;()`\s]|(?:npx )?polyaxon [a-z]+/g;
/** No printed text holds it. */
const HELD = "\u0000";

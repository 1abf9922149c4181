import { RE2JS, RE2JSException } from "re2js";

/** What is looked for in the text of a line, which is given without colours and other terminal sequences. */
export interface LineMatcher {
  matches(text: string): boolean;
  /** A line may take 40 ms: whoever goes through many lets others have their turn between two. */
  readonly isSlow: boolean;
  /**
   * Something that stands, as it is, in the stored form of every line that matches and has no terminal sequences; null when there
   * is nothing of the kind, and every line has to be read.
   */
  readonly needle: Needle | null;
}

export interface Needle {
  readonly bytes: Buffer;
  /** Given where upper and lower case are the same: to be sought in bytes read as Latin-1. */
  readonly anyCase: RegExp | null;
}

export interface Wanted {
  readonly text: string;
  /** `text` is a regular expression in RE2's syntax: https://github.com/google/re2/wiki/Syntax */
  readonly isPattern: boolean;
  readonly ignoreCase: boolean;
}

export const LONGEST_PATTERN = 1_000;
/** Of a compiled pattern; repetitions multiply it. */
const LARGEST_PROGRAM = 500;
/** Shippers cut lines at 64 KiB; of a longer one from elsewhere only so much is held against a pattern. */
const LONGEST_SUBJECT = 64 * 1024;
/**
 * Characters of a line times instructions of a pattern: at 40 ns each (measured, where states multiply) the longest that one line holds
 * up everybody is 40 ms. A pattern of up to 15 instructions sees 64 KiB of a line, one of 500 its first 2,000 characters.
 */
const MOST_STEPS = 1_000_000;

/** @throws PatternError in words for the person who wrote it */
export function lineMatcher({ ignoreCase, isPattern, text }: Wanted): LineMatcher {
  if (text === "") throw new PatternError("expected something to look for, found an empty text");
  if (text.length > LONGEST_PATTERN)
    throw new PatternError(`expected at most ${LONGEST_PATTERN} characters, found ${text.length}`);
  return isPattern ? patternMatcher(text, ignoreCase) : textMatcher(text, ignoreCase);
}

export class PatternError extends Error {
  override readonly name = "PatternError";
}

function patternMatcher(pattern: string, ignoreCase: boolean): LineMatcher {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new PatternError(`${error.message} (patterns are in RE2's syntax: no look-around, no back references)`);
  }
  const size = compiled.programSize();
  if (size > LARGEST_PROGRAM)
    throw new PatternError("the pattern is too large: its repetitions multiply; use smaller counts");
  const longest = Math.min(LONGEST_SUBJECT, Math.floor(MOST_STEPS / size));
  return { matches: (text) => compiled.test(text.slice(0, longest)), isSlow: true, needle: null };
}

function textMatcher(wanted: string, ignoreCase: boolean): LineMatcher {
  // A literal: there is nothing in it to try again.
  const anyCase = ignoreCase ? new RegExp(literal(wanted), "i") : null;
  const plain = longestPlain(wanted);
  return {
    matches: (text) => (anyCase === null ? text.includes(wanted) : anyCase.test(text)),
    isSlow: false,
    needle:
      plain === ""
        ? null
        : { bytes: Buffer.from(plain), anyCase: ignoreCase ? new RegExp(literal(plain), "gi") : null },
  };
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);

/** The longest part that every JSON writer leaves as it is: printable ASCII without quotes and slashes of both kinds. */
function longestPlain(text: string): string {
  const parts = text.match(/[ !#-.0-[\]-~]+/g) ?? [];
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), "");
}

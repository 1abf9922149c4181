import { MAX_JSON_DEPTH } from "@polyaxon/orchestrator";

/**
 * What one body may hold. Eight megabytes of tiny values are read, checked, copied and stored for seconds, in which nobody else is
 * served; bodies of clients have far less: 100,000 metrics, 10,000 artifacts with their summaries, three columns of 500,000 points.
 */
export const BODY_BOUNDS = {
  /** Names of one object: large ones cost most. */
  namesOfOne: 120_000,
  /** Names, objects and lists, all together. */
  parts: 300_000,
  /** Values between commas, also of numbers in lists. */
  values: 2_000_000,
} as const;

/** The text is not for us to read: too much in it, whatever its length. */
export class TooManyValues extends Error {
  override readonly name = "TooManyValues";
}

/**
 * Holds a text of JSON to its bounds before anything is made of it, in one pass over its characters. Whether it is JSON at all is for
 * the parser to say.
 *
 * @throws TooManyValues, and SyntaxError for values that are nested so deep that they could not be written again
 */
export function checkBounds(text: string): void {
  const names = new Int32Array(MAX_JSON_DEPTH + 1);
  let depth = 0;
  let parts = 0;
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at) - 1;
        break;
      case COMMA:
        values += 1;
        break;
      case COLON: {
        const named = (names[depth] = (names[depth] ?? 0) + 1);
        parts += 1;
        if (named > BODY_BOUNDS.namesOfOne) throw tooMany(BODY_BOUNDS.namesOfOne, "names in one object");
        break;
      }
      case OPEN_LIST:
      case OPEN_OBJECT:
        depth += 1;
        parts += 1;
        if (depth > MAX_JSON_DEPTH)
          throw new SyntaxError(`values may be nested ${MAX_JSON_DEPTH} levels deep, not more`);
        names[depth] = 0;
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth = Math.max(0, depth - 1);
        break;
      default:
    }
  }
  if (parts > BODY_BOUNDS.parts) throw tooMany(BODY_BOUNDS.parts, "names, objects and lists");
  if (values > BODY_BOUNDS.values) throw tooMany(BODY_BOUNDS.values, "values");
}

const tooMany = (most: number, what: string): TooManyValues =>
  new TooManyValues(
    `Expected at most ${most} ${what} in one request; send them in several, or as a file of the run, or points of metrics as series.`,
  );

/** Behind the closing quote of the string that begins at `quote`; the end of the text when there is none. */
export function endOfString(text: string, quote: number): number {
  for (let end = text.indexOf('"', quote + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return end + 1;
  }
  return text.length;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

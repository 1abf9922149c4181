import { MAX_KEY_CHARACTERS, type ReadLimits } from "./limits.ts";

/**
 * Parses JSON that needs none of the full reader's care, or returns undefined: not JSON, too large or too deep, a key written
 * twice, a key that names the prototype, a control character. The full reader then says what is wrong, if anything is.
 * Numbers are JSON's: clients write `1e-05`, which YAML 1.1 would take for text.
 */
export function parsePlainJson(text: string, limits: ReadLimits): unknown {
  if (text.length > limits.maxBytes || text.charCodeAt(0) !== OPEN_BRACE || SPECIAL.test(text)) return undefined;
  const scan = scanJson(text);
  if (scan.depth > limits.maxDepth || scan.values > limits.maxNodes) return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    return countKeys(value) === scan.keys ? value : undefined;
  } catch {
    return undefined;
  }
}

const OPEN_BRACE = 0x7b;
/** DEL and C1 characters, which files may not hold but JSON may. */
// oxlint-disable-next-line no-control-regex
const SPECIAL = /[\u007F-\u0084\u0086-\u009F\uFFFE\uFFFF]/;

/** Key and depth counts of JSON text, right for well-formed text. */
function scanJson(text: string): { readonly keys: number; readonly depth: number; readonly values: number } {
  let keys = 0;
  let values = 0;
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case 0x22: // "
        index = endOfString(text, index);
        break;
      case 0x3a: // :
        keys++;
        break;
      case 0x2c: // ,
        values++;
        break;
      case OPEN_BRACE:
      case 0x5b: // [
        values++;
        if (++depth > deepest) deepest = depth;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth--;
        break;
      default:
    }
  }
  return { keys, depth: deepest, values: values + keys };
}

/** Index of the closing quote of the string that opens at `open`, or the end of the text. */
function endOfString(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close !== -1) {
    let slashes = 0;
    while (text.charCodeAt(close - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return close;
    close = text.indexOf('"', close + 1);
  }
  return text.length;
}

/**
 * Keys that survived parsing. Equal keys became one, so fewer than were written means a duplicate. NaN, which equals no count,
 * when a key names the prototype, or is longer than a key may be.
 */
function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countKeys(item);
    return count;
  }
  for (const key of Object.keys(value)) {
    if (key === "__proto__" || key.length > MAX_KEY_CHARACTERS) return Number.NaN;
    count += 1 + countKeys((value as Record<string, unknown>)[key]);
  }
  return count;
}

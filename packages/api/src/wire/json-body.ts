import { checkBounds, endOfString } from "./json-bounds.ts";

/**
 * Reads a JSON body as Python clients write it: NaN and the infinities are bare words there, and are kept as the texts
 * "NaN", "Infinity" and "-Infinity", as everywhere in stored documents.
 * @throws SyntaxError, also for a `__proto__` key, which could change what objects inherit, and for values that are nested
 *         too deep to be written again
 * @throws TooManyValues for a body that would keep everybody else waiting
 */
export function parseJsonBody(text: string): unknown {
  checkBounds(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!BARE_WORD.test(text)) throw error;
    value = JSON.parse(quoteBareWords(text));
  }
  // A cheap look first: the words almost never occur.
  if (PROTO.test(text)) refuseProto(value);
  return value;
}

const BARE_WORD = /NaN|Infinity/;
// Any letter may be written as an escape.
const PROTO = /__proto__|\\u00/;

/**
 * Bare words outside of strings become strings. By hand, in one pass: a regular expression that passes over strings begins anew at
 * each quote inside one that never ends, which took hours for 8 MB.
 */
function quoteBareWords(text: string): string {
  const parts: string[] = [];
  for (let at = 0; ;) {
    const quote = text.indexOf('"', at);
    parts.push(withQuotedWords(text.slice(at, quote === -1 ? text.length : quote)));
    if (quote === -1) return parts.join("");
    at = endOfString(text, quote);
    parts.push(text.slice(quote, at));
  }
}

const withQuotedWords = (between: string): string =>
  // Between two strings there is most often a comma or a colon.
  between.length < 3 ? between : between.replaceAll(/-?Infinity\b|\bNaN\b/g, (found) => `"${found}"`);

function refuseProto(value: unknown): void {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== "object" || next === null) continue;
    if (Object.hasOwn(next, "__proto__")) throw new SyntaxError('a key may not be named "__proto__"');
    for (const child of Object.values(next)) open.push(child);
  }
}

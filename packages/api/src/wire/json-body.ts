import { isTooDeep, MAX_JSON_DEPTH } from "@polyaxon/orchestrator";

/**
 * Reads a JSON body as Python clients write it: NaN and the infinities are bare words there, and are kept as the texts
 * "NaN", "Infinity" and "-Infinity", as everywhere in stored documents.
 * @throws SyntaxError, also for a `__proto__` key, which could change what objects inherit, and for values that are nested
 *         too deep to be written again
 */
export function parseJsonBody(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!BARE_WORD.test(text)) throw error;
    value = JSON.parse(quoteBareWords(text));
  }
  if (isTooDeep(value)) throw new SyntaxError(`values may be nested ${MAX_JSON_DEPTH} levels deep, not more`);
  // A cheap look first: the words almost never occur.
  if (PROTO.test(text)) refuseProto(value);
  return value;
}

const BARE_WORD = /NaN|Infinity/;
// Any letter may be written as an escape.
const PROTO = /__proto__|\\u00/;

/** Strings are matched first, so that the words inside them stay as they are. */
const quoteBareWords = (text: string): string =>
  text.replaceAll(/"(?:[^"\\]|\\.)*"|-?Infinity\b|\bNaN\b/g, (found) => (found.startsWith('"') ? found : `"${found}"`));

function refuseProto(value: unknown): void {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== "object" || next === null) continue;
    if (Object.hasOwn(next, "__proto__")) throw new SyntaxError('a key may not be named "__proto__"');
    for (const child of Object.values(next)) open.push(child);
  }
}

import type { Node } from "./ast.ts";
import { parseTemplate } from "./parser.ts";

/** Most templates kept, and most text kept as keys. A fleet of runs shares few templates. */
const MAX_ENTRIES = 2_000;
const MAX_CHARS = 2_000_000;

const parsed = new Map<string, readonly Node[]>();
let keptChars = 0;

/** The tree of a template, parsed once per text. Oldest entries leave first; a hit makes an entry young again. */
export function parsedTemplate(source: string, maxDepth: number): readonly Node[] {
  const key = `${maxDepth}:${source}`;
  const found = parsed.get(key);
  if (found !== undefined) {
    parsed.delete(key);
    parsed.set(key, found);
    return found;
  }
  const nodes = parseTemplate(source, maxDepth);
  if (key.length > MAX_CHARS / 10) return nodes;
  parsed.set(key, nodes);
  keptChars += key.length;
  for (const oldest of parsed.keys()) {
    if (parsed.size <= MAX_ENTRIES && keptChars <= MAX_CHARS) break;
    parsed.delete(oldest);
    keptChars -= oldest.length;
  }
  return nodes;
}

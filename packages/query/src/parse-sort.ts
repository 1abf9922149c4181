import type { SortKey } from "./ast.ts";

/** More sort keys than anybody means; the rest is ignored, as unknown fields are. */
const MAX_KEYS = 10;

/** Reads `-created_at,metrics.loss`: a comma list, "-" before a key for descending (reference/api.md §14.4). Never throws. */
export function parseSort(text: string): SortKey[] {
  return text
    .split(",", MAX_KEYS)
    .map((item) => item.trim())
    .filter((item) => item !== "" && item !== "-")
    .map((item) => {
      const descending = item.startsWith("-");
      const name = descending ? item.slice(1).trim() : item;
      const dot = name.indexOf(".");
      return dot === -1
        ? { field: name, key: null, descending }
        : { field: name.slice(0, dot), key: name.slice(dot + 1), descending };
    });
}

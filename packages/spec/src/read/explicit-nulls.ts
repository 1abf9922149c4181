import { isMapping } from "../schema/reader.ts";

/** Sections whose fields a preset patches one by one. */
const SECTIONS: ReadonlySet<string> = new Set(
  "cache termination culling probe plugins sidecar build template".split(" "),
);

/**
 * What a preset says, with the nulls that reading leaves out: in a preset a null clears a field, everywhere else it is the same as
 * nothing.
 *
 * @param read what was read of `raw`, which is a mapping without mistakes
 */
export function withExplicitNulls(
  read: Readonly<Record<string, unknown>>,
  raw: unknown,
): Readonly<Record<string, unknown>> {
  if (!isMapping(raw)) return read;
  const result: Record<string, unknown> = { ...read };
  for (const [key, value] of Object.entries(raw)) {
    const name = key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const known = result[name];
    if (value === null && known === undefined) result[name] = null;
    else if (SECTIONS.has(name) && isMapping(known)) result[name] = withExplicitNulls(known, value);
  }
  return result;
}

import { chmod, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fixPolyaxonfile } from "@polyaxon/spec";
import { type DiffLine, lineDiff } from "../terminal/line-diff.ts";
import { CliError } from "./cli-error.ts";
import type { Source } from "./read-source.ts";
import { saysPreset } from "./says-preset.ts";

export interface FixedFile {
  /** What is to be checked: the mended text. */
  readonly source: Source;
  /** A sentence for each mend; empty when nothing was to be mended. */
  readonly done: readonly string[];
  readonly diff: readonly (DiffLine | null)[];
}

/** Mends one file, in memory. */
export function fixFile(source: Source): FixedFile {
  const { bytes, filename } = source;
  const { done, text } = fixPolyaxonfile({ bytes, filename }, { preset: saysPreset(bytes) });
  if (done.length === 0) return { source, done, diff: [] };
  return {
    source: { bytes: Buffer.from(text), filename },
    done,
    diff: lineDiff(new TextDecoder().decode(bytes), text),
  };
}

/**
 * Writes a mended file in place of the old one: whole, or not at all. A link stays a link, the mode stays the same.
 *
 * @throws CliError when it cannot be written
 */
export async function writeFixed(cwd: string, { bytes, filename }: Source): Promise<void> {
  let aside: string | undefined;
  try {
    const path = await realpath(resolve(cwd, filename));
    const { mode } = await stat(path);
    aside = `${path}.${process.pid}.tmp`;
    await writeFile(aside, bytes, { flag: "wx" });
    await chmod(aside, mode);
    await rename(aside, path);
  } catch (error) {
    if (aside !== undefined) await rm(aside, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError("usage", `cannot write ${filename}: ${reason}`, ["the file is as it was"]);
  }
}

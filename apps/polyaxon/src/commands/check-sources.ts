import { checkFile, type CheckedFile, type CheckOptions } from "./check-file.ts";
import type { Sources } from "./file-options.ts";
import { presetLayers } from "./preset-layers.ts";

/** Checks a file with the command line and the presets laid over it, in this order. */
export async function checkSources(
  { presets, source }: Sources,
  options: Omit<CheckOptions, "lay" | "find">,
): Promise<CheckedFile> {
  const read = presetLayers(presets, options);
  if (!read.ok) return { filename: source.filename, findings: read.findings };
  return await checkFile(source, { ...options, lay: read.lay, find: read.find });
}

import type { CompileIssue } from "@polyaxon/compiler";
import { checkFile, type CheckedFile, type CheckOptions } from "./check-file.ts";
import type { Sources } from "./file-options.ts";
import { isDecidedOver } from "./no-news.ts";
import { presetLayers } from "./preset-layers.ts";

/**
 * Checks a file with the command line and the presets laid over it, in this order. Where a preset cannot be read, the file is still
 * looked at for all that no preset decides.
 */
export async function checkSources(
  { presets, source }: Sources,
  options: Omit<CheckOptions, "lay" | "find">,
): Promise<CheckedFile> {
  const read = presetLayers(presets, options);
  if (read.ok) return await checkFile(source, { ...options, lay: read.lay, find: read.find });
  const { filename, findings } = await checkFile(source, options);
  const certain = findings.filter(({ code }) => !isDecidedOver({ code: code as CompileIssue["code"] }));
  return { filename, findings: [...read.findings, ...certain] };
}

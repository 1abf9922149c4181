import { existsSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "./cli-error.ts";

const NAMES = ["polyaxon", "polyaxonci", "polyaxon-ci", "polyaxon.ci", "polyaxonfile"];
const EXTENSIONS = [".yaml", ".yml", ".json"];

/** What a folder's Polyaxonfile may be called, the first one found counts. */
export const DEFAULT_FILES: readonly string[] = NAMES.flatMap((name) =>
  EXTENSIONS.map((extension) => `${name}${extension}`),
);

/**
 * The Polyaxonfile of a folder when none was named: by name, then by extension.
 *
 * @throws CliError when there is none
 */
export function defaultFile(folder: string): string {
  const found = DEFAULT_FILES.find((name) => existsSync(join(folder, name)));
  if (found !== undefined) return found;
  throw new CliError("usage", "no Polyaxonfile was named, and this folder has none", [
    "name one: -f FILE",
    "or call it polyaxonfile.yaml",
    "or begin with one that works: polyaxon init",
  ]);
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "./cli-error.ts";

const NAMES = ["polyaxon", "polyaxonci", "polyaxon-ci", "polyaxon.ci", "polyaxonfile"];
const EXTENSIONS = [".yaml", ".yml", ".json"];

/**
 * The Polyaxonfile of a folder when none was named: by name, then by extension.
 *
 * @throws CliError when there is none
 */
export function defaultFile(folder: string): string {
  for (const name of NAMES) {
    for (const extension of EXTENSIONS) {
      if (existsSync(join(folder, `${name}${extension}`))) return `${name}${extension}`;
    }
  }
  throw new CliError("usage", "no Polyaxonfile was named, and this folder has none", [
    "name one: -f FILE",
    "or call it polyaxonfile.yaml",
  ]);
}

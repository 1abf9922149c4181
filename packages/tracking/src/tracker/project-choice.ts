import { readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** The project of a run that this process makes, and who said so. */
export interface ProjectChoice {
  readonly owner: string;
  readonly project: string;
  readonly projectFrom: "option" | "POLYAXON_PROJECT" | "cached" | "folder";
}

/**
 * The command line's rule, so that a script and `polyaxon run` in one folder meet in one project: what `init` was given, else
 * `POLYAXON_PROJECT`, else the cached `.polyaxon/.project`, else the folder's own name.
 */
export function chooseProject(
  env: Readonly<Record<string, string | undefined>>,
  option: string | undefined,
  cwd: string,
): ProjectChoice {
  if (option !== undefined) return { ...parseReference(option), projectFrom: "option" };
  const named = env["POLYAXON_PROJECT"];
  if (named) return { ...parseReference(named), projectFrom: "POLYAXON_PROJECT" };
  const cached = cachedProject(cwd);
  if (cached !== null) return { owner: "default", project: cached, projectFrom: "cached" };
  return { owner: "default", project: folderSlug(cwd), projectFrom: "folder" };
}

export function isProjectName(name: string): boolean {
  return /^[-\w]{1,128}$/.test(name);
}

/** `name`, `owner/name`, `owner.name` and `owner/team/name`. */
function parseReference(reference: string): { readonly owner: string; readonly project: string } {
  const parts = reference.split(/[/.]/);
  const [first = ""] = parts;
  return { owner: parts.length > 1 && first !== "" ? first : "default", project: parts.at(-1) ?? "" };
}

/** Written by `init` of the Python client; read only. */
function cachedProject(folder: string): string | null {
  try {
    const cached: unknown = JSON.parse(readFileSync(join(folder, ".polyaxon", ".project"), "utf8"));
    const name = typeof cached === "object" && cached !== null && "name" in cached ? cached.name : null;
    return typeof name === "string" && isProjectName(name) ? name : null;
  } catch {
    return null;
  }
}

/** The folder's name as a project name: what is not allowed becomes `-`. */
function folderSlug(folder: string): string {
  const slug = basename(folder)
    .normalize("NFKD")
    .replace(/[^-\w]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 128);
  return slug === "" ? "default" : slug;
}

import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { NotFoundError, type PolyaxonClient } from "@polyaxon/client";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";

/** Which project a command is about, and who said so. */
export interface ProjectChoice {
  readonly name: string;
  readonly from: "option" | "POLYAXON_PROJECT" | "cached" | "folder";
}

/** `-p`, else `POLYAXON_PROJECT`, else the cached `.polyaxon/.project`, else the folder's own name. */
export function chooseProject(context: Pick<CliContext, "env" | "cwd">, option: string | undefined): ProjectChoice {
  if (option !== undefined) return { name: projectName(option), from: "option" };
  const named = context.env["POLYAXON_PROJECT"];
  if (named) return { name: projectName(named), from: "POLYAXON_PROJECT" };
  const cached = cachedProject(context.cwd);
  if (cached !== null) return { name: cached, from: "cached" };
  return { name: folderSlug(context.cwd), from: "folder" };
}

/** `name`, `owner/name`, `owner.name` and `owner/team/name` all end in the name. */
function projectName(reference: string): string {
  const name = reference.split(/[/.]/).at(-1) ?? "";
  if (!/^[-\w]{1,128}$/.test(name)) {
    throw new CliError("usage", `"${reference}" cannot name a project: letters, digits, "-" and "_" only, at most 128`);
  }
  return name;
}

/** The folder's name as a project name: what is not allowed becomes `-`. */
export function folderSlug(folder: string): string {
  const slug = basename(folder)
    .normalize("NFKD")
    .replace(/[^-\w]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 128);
  return slug === "" ? "default" : slug;
}

/** Written by `init` of the Python client; read only. */
function cachedProject(folder: string): string | null {
  try {
    const cached: unknown = JSON.parse(readFileSync(join(folder, ".polyaxon", ".project"), "utf8"));
    const name = typeof cached === "object" && cached !== null && "name" in cached ? cached.name : null;
    return typeof name === "string" && /^[-\w]{1,128}$/.test(name) ? name : null;
  } catch {
    return null;
  }
}

/** The error for a project that does not exist: the nearest name, and how to make it; `otherWay`: how else. */
export async function unknownProject(
  client: PolyaxonClient,
  choice: ProjectChoice,
  otherWay: readonly string[] = [],
): Promise<CliError> {
  const names = await client.projects.list({ limit: 100 }).then(
    (page) => page.results.map((project) => project.name),
    () => [],
  );
  // Loaded here because the package reads whole Polyaxonfiles and only this error needs it.
  const near = (await import("@polyaxon/spec")).suggest(choice.name, names);
  const source = {
    option: "",
    POLYAXON_PROJECT: " (from POLYAXON_PROJECT)",
    cached: " (from .polyaxon/.project)",
    folder: " (from the folder's name)",
  };
  return new CliError("notFound", `there is no project "${choice.name}"${source[choice.from]}`, [
    ...(near === null ? [] : [`did you mean "${near}"?`]),
    `create it: polyaxon project create --name ${choice.name}`,
    ...otherWay,
    ...(names.length > 0 && near === null ? ["list what there is: polyaxon project ls"] : []),
  ]);
}

/** Runs a call about a project; its 404 becomes `unknownProject`. */
export async function inProject<T>(client: PolyaxonClient, choice: ProjectChoice, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof NotFoundError) throw await unknownProject(client, choice);
    throw error;
  }
}

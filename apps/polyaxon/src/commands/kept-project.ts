import type { Project } from "@polyaxon/client";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes the folder's project where the Python package and the trackers look for it too. The folder ignores itself in git: it says
 * which server's project one person works on.
 */
export function keepProject(cwd: string, { name, uuid }: Pick<Project, "name" | "uuid">): void {
  const folder = join(cwd, ".polyaxon");
  mkdirSync(folder, { recursive: true });
  const ignore = join(folder, ".gitignore");
  if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
  const path = join(folder, ".project");
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify({ uuid, name, owner: "default" })}\n`);
  renameSync(temporary, path);
}

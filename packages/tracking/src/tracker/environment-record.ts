import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import { dirname, join } from "node:path";

/** What a run ran on: Node, system, machine, and the versions of the direct dependencies that are installed. */
export function readEnvironment(cwd: string): Record<string, unknown> {
  const cpus = os.cpus();
  return {
    node: process.version,
    v8: process.versions.v8,
    platform: process.platform,
    arch: process.arch,
    os: `${os.type()} ${os.release()}`,
    hostname: os.hostname(),
    cpu: { model: cpus[0]?.model ?? null, count: cpus.length },
    memory_bytes: os.totalmem(),
    pid: process.pid,
    argv: process.argv,
    cwd,
    packages: installedPackages(cwd),
  };
}

function installedPackages(cwd: string): Record<string, string> {
  const found: Record<string, string> = {};
  const manifestPath = nearestManifest(cwd);
  if (manifestPath === null) return found;
  const manifest = readJson(manifestPath);
  const names = Object.keys({ ...objectOf(manifest["dependencies"]), ...objectOf(manifest["devDependencies"]) });
  const folders = createRequire(manifestPath).resolve.paths("x") ?? [];
  for (const name of names) {
    for (const folder of folders) {
      const version = readJson(join(folder, name, "package.json"))["version"];
      if (typeof version !== "string") continue;
      found[name] = version;
      break;
    }
  }
  return found;
}

function nearestManifest(cwd: string): string | null {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, "package.json");
    if (Object.keys(readJson(path)).length > 0) return path;
    if (dirname(folder) === folder) return null;
  }
}

function readJson(path: string): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return {};
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

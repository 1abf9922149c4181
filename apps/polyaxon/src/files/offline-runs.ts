import type { Artifact, OfflineRun } from "@polyaxon/client";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { homedir, platform } from "node:os";
import { join, resolve } from "node:path";

/**
 * Runs on disk, as the Python package keeps them (api reference §13.6): under `runs/{uuid}` of a root the files of the run, and
 * beside them what a server would know of it. The trackers write such folders, `ops pull` and `ops push` move them.
 */
export const RUN_FILE = "run.plx.json";
export const LINEAGE_FILE = "lineages.plx.json";

export interface OfflineFolder {
  /** Absolute. */
  readonly folder: string;
  /** As the folder is named. */
  readonly name: string;
}

/** A text, what is wrong with it and where. */
export class OfflineRunError extends Error {
  override readonly name = "OfflineRunError";
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the Python package keeps them unless it is told otherwise: a place that accounts share. */
const SHARED = "/tmp/plx/offline";

/**
 * Roots to look in, the one to write to first: what was named, else `POLYAXON_OFFLINE_ROOT`, else this account's own state folder, where
 * our tracker writes, and the Python package's.
 */
export function offlineRoots(
  { cwd, env }: { readonly cwd: string; readonly env: Environment },
  path?: string,
): readonly [string, ...string[]] {
  if (path !== undefined) return [resolve(cwd, path)];
  const named = env["POLYAXON_OFFLINE_ROOT"];
  if (named) return [resolve(cwd, named)];
  const home = env["HOME"] || homedir();
  const state =
    env["XDG_STATE_HOME"] ||
    (platform() === "darwin" ? join(home, "Library", "Application Support") : join(home, ".local", "state"));
  return [join(state, "polyaxon", "tracking", "offline"), SHARED];
}

/** All runs under the roots, by name, the first root's of two with the same. Of a shared place only this account's own. */
export async function offlineFolders(roots: readonly string[]): Promise<readonly OfflineFolder[]> {
  const found = new Map<string, OfflineFolder>();
  for (const root of roots) {
    // Somebody may name the folder of the run itself.
    if (await isRun(root)) return [{ folder: root, name: root.split("/").at(-1) ?? "" }];
    const names: readonly string[] = await readdir(join(root, "runs")).catch(() => []);
    for (const name of names.toSorted((one, other) => (one < other ? -1 : 1))) {
      const folder = join(root, "runs", name);
      if (found.has(name) || !(await isRun(folder))) continue;
      if (root === SHARED && (await stat(folder)).uid !== process.getuid?.()) continue;
      found.set(name, { folder, name });
    }
  }
  return [...found.values()];
}

const isRun = async (folder: string): Promise<boolean> =>
  (await stat(join(folder, RUN_FILE)).catch(() => null))?.isFile() === true;

const MOST_BYTES = 64 * 1024 * 1024;

/** @throws OfflineRunError for what is no run */
export async function readOfflineRun(folder: string): Promise<{
  readonly run: OfflineRun;
  readonly artifacts: readonly Artifact[];
}> {
  const run = await readJson(join(folder, RUN_FILE));
  if (!isObject(run) || typeof run["uuid"] !== "string" || !/^[0-9a-f]{32}$/.test(uuidOf(run["uuid"])))
    throw new OfflineRunError(`${join(folder, RUN_FILE)}: expected a run with a uuid of 32 hexadecimal digits`);
  const path = join(folder, LINEAGE_FILE);
  const artifacts = (await stat(path).catch(() => null)) === null ? [] : await readJson(path);
  if (!Array.isArray(artifacts) || !artifacts.every((one) => isObject(one) && typeof one["name"] === "string"))
    throw new OfflineRunError(`${path}: expected a list of artifacts, each with a name`);
  return { run: { ...run, uuid: uuidOf(run["uuid"]) }, artifacts: artifacts as unknown as readonly Artifact[] };
}

export async function writeOfflineRun(folder: string, run: object, artifacts: readonly Artifact[]): Promise<void> {
  if (artifacts.length > 0) await writeFile(join(folder, LINEAGE_FILE), JSON.stringify(artifacts));
  // Last: a folder with this file is a whole run.
  await writeFile(join(folder, RUN_FILE), JSON.stringify(run));
}

const uuidOf = (text: string): string => text.replaceAll("-", "").toLowerCase();

async function readJson(path: string): Promise<unknown> {
  const { size } = await stat(path);
  if (size > MOST_BYTES) throw new OfflineRunError(`${path}: has ${size} bytes, and at most ${MOST_BYTES} are read`);
  try {
    return JSON.parse(await readFile(path, "utf8")) as unknown;
  } catch (error) {
    throw new OfflineRunError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

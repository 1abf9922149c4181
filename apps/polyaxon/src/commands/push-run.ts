import { type Artifact, InvalidRequestError, type OfflineRun, type RunCalls, type RunPatch } from "@polyaxon/client";
import { existsSync, openAsBlob } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FolderFile, folderFiles, TooManyFilesError } from "../files/folder-files.ts";
import { parseIgnoreRules } from "../files/ignore-rules.ts";
import { isFinal } from "../views/run-status.ts";
import { CliError } from "./cli-error.ts";

export interface Pushed {
  /** `updated`: the server had it already, from an earlier push or from the run itself. */
  readonly how: "new" | "updated";
  readonly files: number;
}

const MOST_FILES = 100_000;
/** Of one archive: a push that is cut off has to send no more than this again at once. */
const ARCHIVE_BYTES = 1024 ** 3;
const ARCHIVE_FILES = 5_000;
const ARTIFACTS_AT_ONCE = 500;

/**
 * Brings a run from disk to a server: the run, what it logged, its files. What was cut off may be done again: a run that the server has
 * already, and that no agent executed, is brought up to date.
 *
 * @throws CliError when the server has a run of this uuid that is not this one
 */
export async function pushRun(
  runs: RunCalls,
  { run, artifacts }: { readonly run: OfflineRun; readonly artifacts: readonly Artifact[] },
  /** With its files, as `filesToPush` lists them; null: without. */
  from: { readonly folder: string; readonly files: readonly FolderFile[] } | null,
): Promise<Pushed> {
  let how: Pushed["how"] = "new";
  try {
    await runs.sync(run);
  } catch (error) {
    if (!(error instanceof InvalidRequestError) || error.code !== "run-exists") throw error;
    await bringUpToDate(runs, run);
    how = "updated";
  }
  const logged = artifacts.map(asLogged);
  for (let at = 0; at < logged.length; at += ARTIFACTS_AT_ONCE)
    await runs.addArtifacts(run.uuid, logged.slice(at, at + ARTIFACTS_AT_ONCE));
  if (from === null) return { how, files: 0 };
  await sendFiles(runs, run.uuid, from);
  // A metric that began in batches is drawn from these, whatever its file says: what they lack is added.
  if (how === "updated") await sendPoints(runs, run.uuid, from.folder, logged);
  return { how, files: from.files.length };
}

const POINTS_AT_ONCE = 50_000;

async function sendPoints(runs: RunCalls, uuid: string, folder: string, logged: readonly Artifact[]): Promise<void> {
  const { metricPoints } = await import("../files/metric-points.ts");
  for (const { kind, name, path } of logged) {
    if (kind !== "metric" || path !== `events/metric/${name}.plx` || !/^[-\w.]{1,256}$/.test(name)) continue;
    const file = join(folder, path);
    if (!existsSync(file)) continue;
    for await (const points of metricPoints(file, POINTS_AT_ONCE))
      await runs.files.addPoints(uuid, [{ name, ...points }]);
  }
}

/** What a server adds for its own run is left out: the state of an output is the run itself, which may get another uuid. */
const asLogged = ({ is_input: isInput, kind, name, path, state, summary }: Artifact): Artifact => ({
  name,
  kind,
  ...(path === undefined ? {} : { path }),
  ...(summary === undefined ? {} : { summary }),
  ...(isInput === undefined ? {} : { is_input: isInput }),
  ...(isInput === true && state !== undefined ? { state } : {}),
});

async function bringUpToDate(runs: RunCalls, run: OfflineRun): Promise<void> {
  const found = await runs.get(run.uuid).catch(() => null);
  if (found === null || found.managed_by !== "user") {
    const where = found === null ? "in another project of this server" : "on this server, which executed it";
    throw new CliError("usage", `there is a run ${run.uuid} ${where}`, ["as a new run: --reset-uuid"]);
  }
  const patch: Record<string, unknown> = { merge: true };
  for (const field of ["name", "description", "tags", "inputs", "outputs", "meta_info"] as const)
    if (run[field] !== null && run[field] !== undefined) patch[field] = run[field];
  await runs.update(run.uuid, patch as RunPatch);
  const status = typeof run["status"] === "string" ? run["status"] : null;
  if (status === null || !isFinal(status) || isFinal(found.status)) return;
  const finishedAt = run["finished_at"];
  await runs.addStatus(run.uuid, {
    type: status,
    reason: "Pushed",
    ...(typeof finishedAt === "string" ? { last_transition_time: finishedAt } : {}),
  });
}

/** Everything under the folder but what describes the run, a piece at a time, beside what the run has already. */
async function sendFiles(
  runs: RunCalls,
  uuid: string,
  { files, folder }: { readonly folder: string; readonly files: readonly FolderFile[] },
): Promise<void> {
  const { packFiles } = await import("../files/pack-files.ts");
  const scratch = await mkdtemp(join(tmpdir(), "polyaxon-push-"));
  try {
    for (const [index, some] of inArchives(files).entries()) {
      const packed = join(scratch, `${index}.tar.gz`);
      await packFiles(folder, some, packed);
      await runs.files.uploadArchive(uuid, await openAsBlob(packed), { name: "run.tar.gz", folder: "" });
      await rm(packed);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** @throws CliError for more files than a push takes */
export async function filesToPush(folder: string): Promise<readonly FolderFile[]> {
  try {
    // What the tracker noted for itself; no ignore file of the run's own files decides here.
    return (await folderFiles(folder, MOST_FILES, parseIgnoreRules("/.tracking/\n", ""))).files;
  } catch (error) {
    if (error instanceof TooManyFilesError) throw new CliError("usage", `${folder}: ${error.message}`);
    throw error;
  }
}

function inArchives(files: readonly FolderFile[]): readonly (readonly FolderFile[])[] {
  const archives: FolderFile[][] = [];
  let bytes = 0;
  for (const file of files) {
    const current = archives.at(-1);
    if (current === undefined || current.length >= ARCHIVE_FILES || bytes + file.sizeBytes > ARCHIVE_BYTES) {
      archives.push([file]);
      bytes = file.sizeBytes;
    } else {
      current.push(file);
      bytes += file.sizeBytes;
    }
  }
  return archives;
}

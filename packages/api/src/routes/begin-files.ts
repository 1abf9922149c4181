import type { ArtifactStore, OpenedArtifact } from "@polyaxon/artifacts";
import { type JsonObject, parseRunId, type RunId } from "@polyaxon/orchestrator";
import type { ApiDeps } from "../api-deps.ts";
import { detail } from "../api-error.ts";

const MOST_LISTED = 100_000;
const DEEPEST_LISTED = 32;

type FilesDeps = Pick<ApiDeps, "artifacts" | "store">;

interface ListedFile {
  readonly path: string;
  readonly size: number;
}

/**
 * With what an attempt begins on another machine: the files of its run, and what was uploaded for the sweep that the run is one of, as
 * if each run had its own. On the server's machine the runs of a sweep share the sweep's folder; elsewhere an agent keeps a folder
 * for each run alone, ships what changes in it, and removes it after its run.
 */
export async function filesToBegin(deps: FilesDeps, run: RunId): Promise<readonly ListedFile[]> {
  const own = await everyFile(deps.artifacts, run, "");
  const shared = await sharedUpload(deps, run);
  if (shared === null) return own;
  const known = new Set(own.map(({ path }) => path));
  const uploaded = await everyFile(deps.artifacts, shared.run, shared.folder);
  return [...own, ...uploaded.filter(({ path }) => !known.has(path))];
}

/** One of them; null when there is none of this path. */
export async function openToBegin(deps: FilesDeps, run: RunId, path: string): Promise<OpenedArtifact | null> {
  const own = await deps.artifacts.open(run, path);
  if (own !== null) return own;
  const shared = await sharedUpload(deps, run);
  return shared !== null && path.startsWith(`${shared.folder}/`) ? await deps.artifacts.open(shared.run, path) : null;
}

/** What an agent elsewhere is told of a run: what was uploaded lies in the run's own folder there. */
export function asElsewhere<C extends { readonly run: { readonly metaInfo: JsonObject } }>(claim: C): C {
  const { upload_run: _shared, ...metaInfo } = claim.run.metaInfo;
  return { ...claim, run: { ...claim.run, metaInfo } };
}

/**
 * What was uploaded for another run, and what this one is told to begin with: only a folder that the other, of the same project, names
 * as its upload. Nothing else of any run is handed out, whatever `meta_info` says.
 */
async function sharedUpload(
  { store }: FilesDeps,
  uuid: RunId,
): Promise<{ readonly run: RunId; readonly folder: string } | null> {
  const own = await store.getRun(uuid);
  const { upload_artifacts: folder, upload_run: from } = own?.metaInfo ?? {};
  const run = typeof from === "string" ? parseRunId(from) : null;
  if (own === null || run === null || run === uuid || typeof folder !== "string") return null;
  const other = await store.getRun(run);
  if (other?.project !== own.project || other.metaInfo["upload_artifacts"] !== folder) return null;
  const path = folder.replace(/^\/+|\/+$/g, "");
  return path === "" ? null : { run, folder: path };
}

async function everyFile(artifacts: ArtifactStore, run: string, start: string): Promise<readonly ListedFile[]> {
  const files: ListedFile[] = [];
  const folders = [{ path: start, depth: 0 }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const listing = await artifacts.list(run, folder.path);
    const inside = (name: string): string => (folder?.path === "" ? name : `${folder?.path}/${name}`);
    for (const { name, sizeBytes } of listing?.files ?? []) files.push({ path: inside(name), size: sizeBytes });
    if (files.length > MOST_LISTED)
      throw detail(
        413,
        "too-large",
        `the run has more than ${MOST_LISTED} files, which is too many to send to an agent`,
      );
    if (folder.depth === DEEPEST_LISTED) continue;
    for (const name of listing?.folders ?? []) folders.push({ path: inside(name), depth: folder.depth + 1 });
  }
  return files;
}

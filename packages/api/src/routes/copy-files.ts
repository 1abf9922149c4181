import type { JsonObject, RunDetail, RunId } from "@polyaxon/orchestrator";
import type { ApiDeps } from "../api-deps.ts";
import { refused } from "../api-error.ts";

/** What a run's folder says of what happened to it: no other run's history. */
const HISTORY: ReadonlySet<string> = new Set(["plxlogs", "events", "resources", ".tracking"]);

/** From our own store to our own store: what was allowed in once may be in there twice. */
const ANY_SIZE = Number.MAX_SAFE_INTEGER;
const LIMITS = { maxEntries: ANY_SIZE, maxBytes: ANY_SIZE, maxRatio: ANY_SIZE };

/**
 * Gives a clone the files it begins with, before anything can start it: what `copy_artifacts` of its `meta_info` names (paths that
 * begin with the original's uuid; that alone is all but its history), and always what was uploaded for the original, without
 * which it cannot run. What is not there is left out.
 *
 * @throws ApiError for a path of another run
 */
export async function copyFiles(deps: ApiDeps, original: RunDetail, to: RunId, metaInfo: JsonObject): Promise<void> {
  const paths = new Set(namedPaths(original, metaInfo));
  const uploads = metaInfo["upload_artifacts"];
  if (typeof uploads === "string" && uploads !== "") paths.add(uploads);
  try {
    for (const path of paths) {
      if (path !== "") await copyPath(deps, original.uuid, to, path);
      else for (const name of await everything(deps, original.uuid)) await copyPath(deps, original.uuid, to, name);
    }
  } catch (error) {
    await deps.artifacts.delete(to, "");
    throw error;
  }
}

function namedPaths({ uuid }: RunDetail, metaInfo: JsonObject): readonly string[] {
  const asked = metaInfo["copy_artifacts"];
  if (typeof asked !== "object" || asked === null) return [];
  const { dirs, files } = asked as { readonly dirs?: unknown; readonly files?: unknown };
  return [dirs, files].flatMap(textsOf).map((path) => {
    const [run, ...rest] = path.split("/").filter((part) => part !== "" && part !== ".");
    if (run === uuid) return rest.join("/");
    throw refused([`copy_artifacts: ${JSON.stringify(path)} does not begin with the original's uuid.`], "not-its-file");
  });
}

/** Clients write a list of paths; newer ones may write pairs of a path and where it goes, which we do not move. */
const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];

async function everything(deps: ApiDeps, run: RunId): Promise<readonly string[]> {
  const listing = await deps.artifacts.list(run, "");
  if (listing === null) return [];
  return [...listing.folders, ...listing.files.map(({ name }) => name)].filter((name) => !HISTORY.has(name));
}

async function copyPath({ artifacts }: ApiDeps, from: RunId, to: RunId, path: string): Promise<void> {
  const status = await artifacts.stat(from, path);
  if (status === null) return;
  if (status.kind === "file") {
    const opened = await artifacts.open(from, path);
    if (opened === null) return;
    const received = await artifacts.receive(opened.stream(), { maxBytes: ANY_SIZE });
    await received.saveAs(to, path);
    return;
  }
  const packed = await artifacts.packFolder(from, path);
  if (packed === null) return;
  const received = await artifacts.receive(packed, { maxBytes: ANY_SIZE });
  await received.unpackInto(to, path, LIMITS);
}

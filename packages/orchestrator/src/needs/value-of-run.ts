import type { ArtifactRecord, Json, JsonObject, RunDetail, RunRecord } from "../ports/records.ts";

/** The only owner of a server without organisations. */
const OWNER = "default";
const CONTEXT = "/plx-context";

type Known = RunRecord & Partial<Pick<RunDetail, "lastCondition">>;

/** Whether a value can be told only with the run's lineage at hand. */
export const needsArtifacts = (path: string): boolean => /^(?:io|artifacts)(?:\.|$)/.test(path);

/**
 * What another run has under a path such as `outputs.loss` (reference/polyaxonfile.md §8.5). Pure. A null stands for
 * "nothing": a value that is 0, false or "" is a value.
 */
export function valueOfRun(run: Known, path: string, artifacts: readonly ArtifactRecord[]): Json {
  const [head = "", ...rest] = path.split(".");
  const name = rest.join(".");
  switch (head) {
    case "inputs":
    case "outputs": {
      const document = run[head] ?? {};
      return name === "" ? document : inStore(run, own(document, name));
    }
    case "artifacts":
      return name === "" ? pathsOf(run, artifacts) : own(pathsOf(run, artifacts), name);
    case "io":
      return { inputs: run.inputs ?? {}, outputs: run.outputs ?? {}, artifacts: pathsOf(run, artifacts) };
    case "globals":
      return own(globalsOf(run), name);
    default:
      return null;
  }
}

/** What every object inherits, such as `constructor`, is no value. */
const own = (document: JsonObject, name: string): Json =>
  Object.hasOwn(document, name) ? (document[name] ?? null) : null;

/** `{files, dirs}` of a run: its own paths, so the store's begin with its uuid. */
export function inStore({ uuid }: Pick<RunRecord, "uuid">, value: Json): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const { files, dirs, ...more } = value as JsonObject;
  if (!Array.isArray(files) && !Array.isArray(dirs)) return value;
  return {
    ...more,
    ...(Array.isArray(files) ? { files: files.map((entry: Json) => prefixed(uuid, entry)) } : {}),
    ...(Array.isArray(dirs) ? { dirs: dirs.map((entry: Json) => prefixed(uuid, entry)) } : {}),
  };
}

/** A path, or a pair of where it comes from and where it goes to. */
function prefixed(uuid: string, entry: Json): Json {
  if (typeof entry === "string") return `${uuid}/${entry}`;
  return Array.isArray(entry) ? entry.map((part: Json, index) => (index === 0 ? prefixed(uuid, part) : part)) : entry;
}

/** Places in the store; what a run only points at elsewhere stays as it is. */
function pathsOf({ uuid }: Known, artifacts: readonly ArtifactRecord[]): JsonObject {
  const named = artifacts.flatMap(({ name, path }) => {
    if (path === null) return [];
    const isElsewhere = path.startsWith("/") || path.includes("://") || path.startsWith(`${uuid}/`);
    return [[name, isElsewhere ? path : `${uuid}/${path}`] as const];
  });
  return { ...Object.fromEntries(named), base: uuid, outputs: `${uuid}/outputs` };
}

const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

function globalsOf(run: Known): JsonObject {
  const unique = `${OWNER}.${run.project}`;
  const artifacts = `${CONTEXT}/artifacts`;
  return {
    uuid: run.uuid,
    name: run.name,
    status: run.status,
    condition: run.lastCondition == null ? null : conditionOf(run.lastCondition),
    owner_name: OWNER,
    project_name: run.project,
    project_unique_name: unique,
    project_uuid: run.projectUuid,
    run_info: `${unique}.runs.${run.uuid}`,
    context_path: CONTEXT,
    artifacts_path: artifacts,
    run_artifacts_path: `${artifacts}/${run.uuid}`,
    run_outputs_path: `${artifacts}/${run.uuid}/outputs`,
    created_at: time(run.createdAt),
    schedule_at: time(run.scheduleAt),
    started_at: time(run.startedAt),
    finished_at: time(run.finishedAt),
    duration: run.duration,
    cloning_kind: run.original?.kind ?? null,
    original_uuid: run.original?.uuid ?? null,
  };
}

const conditionOf = ({ message, reason, status, type }: NonNullable<RunDetail["lastCondition"]>): JsonObject => ({
  type,
  status,
  reason: reason ?? null,
  message: message ?? null,
});

import type { Dict, Value } from "../template/values.ts";

/** What is known of a run before it has a place to run in. Times are ISO-8601 texts. */
export interface RunFacts {
  readonly uuid: string;
  readonly name: string | null;
  readonly owner: string;
  readonly project: string;
  readonly projectUuid?: string | null;
  readonly user?: string | null;
  readonly iteration?: number | null;
  readonly createdAt?: string | null;
  readonly compiledAt?: string | null;
  readonly scheduleAt?: string | null;
  readonly startedAt?: string | null;
  readonly cloningKind?: string | null;
  readonly originalUuid?: string | null;
  /** False for children of a pipeline. */
  readonly isIndependent?: boolean;
}

export const CONTEXT_PATH = "/plx-context";

/** `globals` of the templates; what only the executor's side knows is in `more` (polyaxonfile reference, section 8.4). */
export function globalsOf(run: RunFacts, more: Readonly<Record<string, Value>> = {}): Dict {
  const unique = `${run.owner}.${run.project}`;
  return {
    owner_name: run.owner,
    project_name: run.project,
    project_unique_name: unique,
    project_uuid: run.projectUuid ?? null,
    username: run.user ?? null,
    user_email: null,
    run_info: `${unique}.runs.${run.uuid}`,
    name: run.name,
    uuid: run.uuid,
    namespace: null,
    iteration: run.iteration ?? null,
    context_path: CONTEXT_PATH,
    artifacts_path: `${CONTEXT_PATH}/artifacts`,
    created_at: run.createdAt ?? null,
    compiled_at: run.compiledAt ?? null,
    schedule_at: run.scheduleAt ?? null,
    started_at: run.startedAt ?? null,
    finished_at: null,
    duration: null,
    cloning_kind: run.cloningKind ?? null,
    original_uuid: run.originalUuid ?? null,
    is_independent: run.isIndependent ?? true,
    store_path: "",
    run_relative_outputs_path: `${run.uuid}/outputs`,
    ...more,
  };
}

/** Every name that `globals` may have, those of the place of execution included. */
export const GLOBAL_NAMES: readonly string[] = [
  ...Object.keys(globalsOf({ uuid: "", name: null, owner: "", project: "" })),
  ..."run_artifacts_path run_outputs_path ports base_urls base_url".split(" "),
];

import {
  type ProjectRecord,
  type RunDetail,
  type RunDetailText,
  type RunId,
  parseRunId,
  type TrustedDocuments,
} from "@polyaxon/orchestrator";
import type { Query } from "@polyaxon/query";
import type { ApiDeps } from "../api-deps.ts";
import { notFound } from "../api-error.ts";

/** The project of an address. Throws 404; a project being deleted has been renamed out of the way. */
export async function foundProject(deps: ApiDeps, name: string): Promise<ProjectRecord> {
  const project = await deps.store.getProject(name);
  if (project === null) throw notFound();
  return project;
}

/** The run of an address, in the project of that address. Throws 404. Archived and deleted runs are found too. */
export async function foundRun(
  deps: ApiDeps,
  params: { readonly project: string; readonly uuid: string },
): Promise<RunDetail> {
  const run = await runById(deps, params.uuid);
  if (run.project !== params.project) throw notFound();
  return run;
}

/** The same when nothing of the run is asked but that it is there. */
export async function requireRun(
  deps: ApiDeps,
  params: { readonly project: string; readonly uuid: string },
): Promise<RunId> {
  const uuid = parseRunId(params.uuid);
  if (uuid === null || (await deps.store.placeOf(uuid))?.project !== params.project) throw notFound();
  return uuid;
}

export async function runById(deps: ApiDeps, text: string): Promise<RunDetail> {
  const uuid = parseRunId(text);
  const run = uuid === null ? null : await deps.store.getRun(uuid);
  if (run === null) throw notFound();
  return run;
}

/** The same, its documents as text. */
export async function runTextById(deps: ApiDeps, text: string, trusted?: TrustedDocuments): Promise<RunDetailText> {
  const uuid = parseRunId(text);
  const run = uuid === null ? null : await deps.store.getRunText(uuid, trusted);
  if (run === null) throw notFound();
  return run;
}

const CHUNK = 500;

/** Those of the uuids that are runs of the project, in no particular order; anything else is left out. */
export async function runsOfProject(deps: ApiDeps, project: string, texts: readonly string[]): Promise<RunId[]> {
  const uuids = [...new Set(texts.map(parseRunId).filter((uuid) => uuid !== null))];
  const found: RunId[] = [];
  for (let start = 0; start < uuids.length; start += CHUNK) {
    const query: Query = {
      kind: "condition",
      field: "uuid",
      key: null,
      negated: false,
      operation: { kind: "values", values: uuids.slice(start, start + CHUNK) },
      position: 0,
    };
    const page = await deps.store.listRuns(project, { query, limit: CHUNK, offset: 0, withCount: false });
    found.push(...page.results.map((run) => run.uuid));
  }
  return found;
}

export const namespaceOf = (deps: ApiDeps): string => deps.settings.namespace ?? "polyaxon";

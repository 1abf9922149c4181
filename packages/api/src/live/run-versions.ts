import type { RunId, Store } from "@polyaxon/orchestrator";
import type { Query } from "@polyaxon/query";

export interface RunVersion {
  readonly uuid: RunId;
  /** Rises with every stored change of the run. */
  readonly version: number;
}

const CHUNK = 500;

/** Of those runs that are of the project; the others, whosever they are, are left out. */
export async function versionsOf(
  store: Pick<Store, "listRuns">,
  project: string,
  uuids: readonly RunId[],
): Promise<readonly RunVersion[]> {
  const found: RunVersion[] = [];
  for (let start = 0; start < uuids.length; start += CHUNK) {
    const query: Query = {
      kind: "condition",
      field: "uuid",
      key: null,
      negated: false,
      operation: { kind: "values", values: uuids.slice(start, start + CHUNK) },
      position: 0,
    };
    const page = await store.listRuns(project, { query, limit: CHUNK, offset: 0, withCount: false });
    for (const { uuid, version } of page.results) found.push({ uuid, version });
  }
  return found;
}

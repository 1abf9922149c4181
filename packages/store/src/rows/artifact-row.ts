import type { ArtifactRecord, RunId } from "@polyaxon/orchestrator";
import { parseObject } from "../json.ts";
import type { ArtifactsTable } from "../schema/tables.ts";

export function artifactFromRow(row: Omit<ArtifactsTable, "run_id"> & { run_uuid: string }): ArtifactRecord {
  return {
    name: row.name,
    kind: row.kind,
    path: row.path,
    state: row.state,
    summary: parseObject(row.summary),
    isInput: row.is_input !== 0,
    run: row.run_uuid as RunId,
  };
}

import type { BulkRun, Value } from "./dataset.ts";

export const RUN_COLUMNS = [
  ...["id", "uuid", "project_id", "name", "tags", "username", "kind", "runtime", "managed_by", "status", "created_at"],
  ...["updated_at", "started_at", "finished_at", "wait_time", "duration", "inputs", "outputs", "meta_info"],
  ...["pipeline_id", "live_state", "version", "attempt", "max_retries", "condition_seq"],
] as const;

/** In the order of `RUN_COLUMNS`. */
export function runRow(run: BulkRun): readonly unknown[] {
  const row: Record<string, unknown> = {
    ...run,
    project_id: 1,
    tags: JSON.stringify(run.tags),
    version: 1,
    attempt: 1,
    max_retries: 0,
    condition_seq: 0,
  };
  return RUN_COLUMNS.map((column) => row[column]);
}

/** How a value stands in `run_values`. */
export function indexedRow(value: Value, run: number): { type: number; number: number; text: string; run: number } {
  if (typeof value === "boolean") return { type: 1, number: Number(value), text: "", run };
  if (typeof value === "number") return { type: 2, number: value, text: "", run };
  return { type: 3, number: 0, text: value, run };
}

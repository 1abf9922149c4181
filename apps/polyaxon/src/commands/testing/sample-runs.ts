import type { Run } from "@polyaxon/client";

export const uuidOf = (digit: string): string => digit.repeat(32);

export const sampleRun = (fields: Partial<Run> & Pick<Run, "uuid">): Run => ({
  name: null,
  project: "demo",
  kind: "job",
  runtime: "job",
  status: "succeeded",
  created_at: "2026-11-22T11:00:00Z",
  started_at: "2026-11-22T11:00:01Z",
  finished_at: "2026-11-22T11:01:01Z",
  duration: 60,
  inputs: null,
  outputs: null,
  meta_info: {},
  ...fields,
});

export const pageOf = <T>(results: readonly T[]): { readonly results: readonly T[]; readonly count: number } => ({
  results,
  count: results.length,
});

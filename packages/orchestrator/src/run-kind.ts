import { COARSE_KINDS } from "@polyaxon/compiler";
import type { Operation, Run } from "@polyaxon/spec";
import type { RunKind } from "./ports/records.ts";

/** The coarse kind and the fine kind that a run record carries (reference/api.md §10.2). */
export interface KindAndRuntime {
  readonly kind: RunKind;
  readonly runtime: string;
}

/** A schedule wraps a matrix, a matrix wraps what is run. */
export function kindOf(operation: Pick<Operation, "schedule" | "matrix">, run: Pick<Run, "kind">): KindAndRuntime {
  const { schedule, matrix } = operation;
  if (schedule !== undefined && schedule !== null) return { kind: "schedule", runtime: schedule.kind };
  if (matrix !== undefined && matrix !== null) return { kind: "matrix", runtime: matrix.kind };
  return { kind: COARSE_KINDS[run.kind], runtime: run.kind };
}

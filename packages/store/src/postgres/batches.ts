import { DONE_OR_STOPPING } from "@polyaxon/lifecycle";
import type { Change } from "@polyaxon/orchestrator";
import type { UnitArgs, UnitName } from "../units/units.ts";

/** What only pipelines save; it reaches other runs than their own, whose locks must not be held for long. */
const OF_PIPELINES: ReadonlySet<Change["kind"]> = new Set<Change["kind"]>([
  "pipeline",
  "create-children",
  "stop-children",
  "forget-inbox",
]);

/**
 * The runs that a call changes or reads, when it may share its transaction with calls of other runs; null when not. Calls
 * of the same runs follow each other there.
 */
export function batchedRuns(name: UnitName, args: unknown): readonly string[] | null {
  switch (name) {
    case "save": {
      const { run, changes } = args as UnitArgs<"save">;
      return changes.some(({ kind }) => OF_PIPELINES.has(kind)) ? null : [run];
    }
    case "report":
      return [(args as UnitArgs<"report">).run];
    case "createRuns": {
      const [only, ...more] = (args as UnitArgs<"createRuns">).runs;
      if (only === undefined || more.length > 0) return null;
      return [only.uuid, only.pipeline, only.controller].filter((uuid) => uuid !== null);
    }
    case "addCondition":
    case "appendSeries":
    case "patchRun":
    case "putArtifacts":
      return [(args as { readonly uuid: string }).uuid];
    default:
      return null;
  }
}

/**
 * Whether a call has a transaction to itself, though it keeps its place among those of its run: whoever ends a pipeline stops
 * its children, which other calls in the transaction may have read already.
 */
export const goesAlone = (name: UnitName, args: unknown): boolean =>
  name === "addCondition" && DONE_OR_STOPPING.has((args as UnitArgs<"addCondition">).condition.type);

/** The stored run that a call is about to change. */
export const changedRun = (name: UnitName, args: unknown): readonly string[] =>
  name === "createRuns" ? [] : (batchedRuns(name, args) ?? []);

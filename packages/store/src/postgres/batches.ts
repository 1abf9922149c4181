import type { Change } from "@polyaxon/orchestrator";
import type { UnitArgs, UnitName } from "../units/units.ts";

/** What only pipelines save; it reaches other runs than their own, whose locks must not be held for long. */
const OF_PIPELINES: ReadonlySet<Change["kind"]> = new Set<Change["kind"]>([
  "pipeline",
  "create-children",
  "stop-children",
  "forget-inbox",
]);

/** The runs that a call changes, when it may share its transaction with calls that change others; null when not. */
export function batchedRun(name: UnitName, args: unknown): readonly string[] | null {
  switch (name) {
    case "save": {
      const { run, changes } = args as UnitArgs<"save">;
      return changes.some(({ kind }) => OF_PIPELINES.has(kind)) ? null : [run];
    }
    case "report":
      return [(args as UnitArgs<"report">).report.run];
    case "createRuns":
      return [];
    case "addCondition":
    case "patchRun":
    case "putArtifacts":
      return [(args as { readonly uuid: string }).uuid];
    default:
      return null;
  }
}

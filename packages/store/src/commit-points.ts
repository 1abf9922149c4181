import { debugPoint } from "@polyaxon/orchestrator";
import type { UnitName } from "./units/units.ts";

/** Units whose commits a test can kill at, and the step of a run's life that each stands for. */
const STEPS: { readonly [N in UnitName]?: "submit" | "save" | "claim" | "report" } = {
  createRuns: "submit",
  save: "save",
  claim: "claim",
  report: "report",
};

/** The debug points of a commit that stores these calls. */
export function commitPoint(when: "before-commit" | "after-commit", calls: readonly { readonly name: string }[]): void {
  for (const { name } of calls) {
    const step = STEPS[name as UnitName];
    if (step !== undefined) debugPoint(`${step}.${when}`);
  }
}

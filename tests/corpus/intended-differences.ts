import type { Outcome } from "./case-operations.ts";

/** A case where we answer differently on purpose. The reason stands in docs/compatibility.md beside the same id. */
export interface IntendedDifference {
  readonly id: string;
  /** Whether the answer is the one we mean to give, seen beside the original's. */
  readonly holds: (found: Outcome, expected: { readonly output?: unknown }) => boolean;
}

interface Brackets {
  readonly steps: readonly { readonly bracket: number; readonly resource: number; readonly runsToKeepAfter: number }[];
}

export const INTENDED_DIFFERENCES: readonly IntendedDifference[] = [
  { id: "read-container-unknown-field", holds: (found) => !found.ok && found.category === "schema" },
  { id: "dag-ref-list-explicit-false", holds: (found) => found.ok },
  {
    id: "mx-hyperband-10",
    holds: (found, { output }) => {
      if (!found.ok) return false;
      const ours = (found.output as Brackets).steps;
      const theirs = (output as Brackets).steps;
      const same = ours.slice(0, -1).every((step, index) => {
        const other = theirs[index];
        return other?.runsToKeepAfter === step.runsToKeepAfter && Math.abs(other.resource - step.resource) < 1e-9;
      });
      // The original keeps one more run after the last bracket and gives it three times the maximum.
      const last = ours.at(-1);
      return same && ours.length === theirs.length - 1 && last?.resource === 10 && last.runsToKeepAfter === 0;
    },
  },
];

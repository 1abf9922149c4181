import type { Operation } from "@polyaxon/spec";

/** What an operation runs, in a few words: `job "train", 3 inputs`, `grid of job "train", 2 at a time`. */
export function operationSummary({ component, isPreset, matrix, name }: Operation): string {
  if (isPreset === true && component === undefined) return "a preset";
  const run = component?.run.kind ?? "referenced component";
  const called = name ?? component?.name;
  const inputs = component?.inputs?.length ?? 0;
  const atOnce = matrix?.concurrency;
  return [
    `${matrix === undefined ? "" : `${matrix.kind} of `}${run}${called === undefined ? "" : ` "${called}"`}`,
    ...(inputs === 0 ? [] : [inputs === 1 ? "1 input" : `${inputs} inputs`]),
    ...(typeof atOnce === "number" ? [`${atOnce} at a time`] : []),
  ].join(", ");
}

import type { Run, RunCalls } from "@polyaxon/client";
import { oneLine } from "../terminal/plain-text.ts";
import { tallyText } from "../views/sweep-progress.ts";
import { readCounts } from "./read-sweep.ts";

/** What a question is about: `run UUID (name)`, `sweep UUID (name) and its runs (2 succeeded, 3 queued)`. */
export async function inWords(runs: RunCalls, run: Run): Promise<string> {
  const isSweep = run.kind === "matrix";
  const named = `${isSweep ? "sweep" : "run"} ${run.uuid}${run.name ? ` (${oneLine(run.name)})` : ""}`;
  if (!isSweep) return named;
  const tally = tallyText(await readCounts(runs, run.uuid));
  return `${named}${tally === "" ? ", which has no runs yet" : ` and its runs (${tally})`}`;
}

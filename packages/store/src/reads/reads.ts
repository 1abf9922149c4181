import { brokenRows } from "./doctor/broken-rows.ts";
import { documentFacts } from "./doctor/document-facts.ts";
import { failingOutbox, knownRuns, missingProjects } from "./doctor/loose-ends.ts";
import { pipelineFacts } from "./doctor/pipeline-facts.ts";
import { unsettledRuns } from "./doctor/run-facts.ts";
import { askingRuns } from "../units/asking-runs.ts";
import { listArtifacts, listProjectArtifacts } from "./list-artifacts.ts";
import { listEdges } from "./list-edges.ts";
import { listProjects } from "./list-projects.ts";
import { listRuns, listRunTexts } from "./list-runs.ts";
import { runStats } from "./run-stats.ts";
import { sealedSeries, seriesBlocks, seriesChunks, seriesToSettle, tailsToSeal } from "./series.ts";
import type { Database } from "../statement.ts";

const proveReadable = async ({ db }: Database, _args: object): Promise<void> => {
  await db.selectFrom("health").select("checked_at").execute();
};

/** Reads that may be long, by name: what a call to the reader may ask for. */
export const READS = {
  askingRuns,
  brokenRows,
  documentFacts,
  failingOutbox,
  knownRuns,
  listArtifacts,
  listEdges,
  listProjectArtifacts,
  listProjects,
  listRuns,
  listRunTexts,
  missingProjects,
  pipelineFacts,
  proveReadable,
  runStats,
  sealedSeries,
  seriesBlocks,
  seriesChunks,
  seriesToSettle,
  tailsToSeal,
  unsettledRuns,
} as const;

export type ReadName = keyof typeof READS;
export type ReadArgs<N extends ReadName> = Parameters<(typeof READS)[N]>[1];
export type ReadResult<N extends ReadName> = Awaited<ReturnType<(typeof READS)[N]>>;

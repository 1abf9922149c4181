import type { Instant } from "@polyaxon/lifecycle";
import type { ArtifactRecord, ProjectArtifact, RunId } from "./records.ts";
import type { CommandOutcome, ListOptions, Page } from "./lists.ts";

/** What runs used and made. */
export interface LineageStore {
  /** Upsert by (run, name, state). */
  putArtifacts(
    uuid: RunId,
    artifacts: readonly Omit<ArtifactRecord, "run">[],
    options: { fence?: number; now: Instant },
  ): Promise<CommandOutcome>;
  listArtifacts(uuid: RunId, options: ListOptions): Promise<Page<ArtifactRecord>>;
  /** Of all runs of a project that are not being deleted. */
  listProjectArtifacts(project: string, options: ListOptions): Promise<Page<ProjectArtifact>>;
  deleteArtifact(uuid: RunId, name: string): Promise<"deleted" | "not-found">;
}

import { statement } from "../statement.ts";
import { createAgentToken, enterAgent, giveUpAgent, heartbeat, markAgentLost, revokeAgentTokens } from "./agents.ts";
import { tellFit } from "./asking-runs.ts";
import { deleteArtifact, putArtifacts } from "./artifacts.ts";
import { bookmarkProject, bookmarkRuns } from "./bookmarks.ts";
import { claim, registerAgent, report } from "./claims.ts";
import { createRuns } from "./create-runs.ts";
import { setManualEdges } from "./edges.ts";
import { shareInstallation } from "./installation.ts";
import { breakAllLeases, bringForward, leaseDue, releaseLease } from "./lease.ts";
import { settleOutbox, takeOutbox } from "./outbox.ts";
import { removeDeleted } from "./remove-deleted.ts";
import { createProject, setProjectLiveState, updateProject } from "./projects.ts";
import { addCondition, approveRuns, patchRun, resumeRun, setLiveState, skipRuns, tagRuns } from "./run-commands.ts";
import { repair } from "./repair.ts";
import { endRestoredAttempts } from "./restored.ts";
import { save } from "./save.ts";
import { appendSeries, sealSeries, settleSeries } from "./series.ts";
import type { UnitScope } from "./scope.ts";
import { stopRuns } from "./stop-run.ts";
import { transferRuns } from "./transfer-runs.ts";
import { indexRun } from "./values-later.ts";

const touchHealth = statement<{ now: number }>((db, p) =>
  db
    .insertInto("health")
    .values({ id: 1, checked_at: p.now })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ checked_at: p.now })),
);

/** Proves that a commit reaches the disk. */
async function ping(scope: UnitScope, { now }: { now: number }): Promise<void> {
  await touchHealth(scope, { now });
}

/** Every change there is, by name: what a call to the writer may ask for. */
export const UNITS = {
  addCondition,
  appendSeries,
  approveRuns,
  bookmarkProject,
  bookmarkRuns,
  breakAllLeases,
  bringForward,
  claim,
  createAgentToken,
  createProject,
  createRuns,
  deleteArtifact,
  endRestoredAttempts,
  enterAgent,
  giveUpAgent,
  heartbeat,
  indexRun,
  leaseDue,
  markAgentLost,
  patchRun,
  ping,
  putArtifacts,
  registerAgent,
  releaseLease,
  removeDeleted,
  repair,
  report,
  resumeRun,
  revokeAgentTokens,
  save,
  sealSeries,
  setLiveState,
  setManualEdges,
  setProjectLiveState,
  settleOutbox,
  settleSeries,
  shareInstallation,
  skipRuns,
  stopRuns,
  tagRuns,
  takeOutbox,
  transferRuns,
  tellFit,
  updateProject,
} as const;

export type UnitName = keyof typeof UNITS;
export type UnitArgs<N extends UnitName> = (typeof UNITS)[N] extends (
  scope: UnitScope,
  args: infer A,
) => Promise<unknown>
  ? A
  : never;
export type UnitResult<N extends UnitName> = Awaited<ReturnType<(typeof UNITS)[N]>>;

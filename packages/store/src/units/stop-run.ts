import { DONE_OR_STOPPING, type Instant, SAFE_STOP, type Status } from "@polyaxon/lifecycle";
import { changeStatus, draftOf, type RunDraft } from "../rows/run-draft.ts";
import type { RunRow } from "../rows/run-row.ts";
import { forFamily, loadUnfinishedChildren } from "./load.ts";
import type { UnitScope } from "./scope.ts";
import { storeDraft } from "./store-draft.ts";
import { isPipeline } from "./wake.ts";

export interface StopOrigin {
  readonly reason: string;
  readonly message?: string;
  readonly user?: string | null;
}

/**
 * Asks a run to stop, in its draft. It ends at once where nothing can be alive: before it was ever claimed, in the
 * queue, between two attempts. Otherwise it is `stopping` until its agent, or its last child, confirms.
 */
export function askToStop(draft: RunDraft, origin: StopOrigin, now: Instant): void {
  const status = draft.row.status as Status;
  if (DONE_OR_STOPPING.has(status)) return;
  const nothingAlive = draft.row.agent === null && (SAFE_STOP.has(status) || !isPipeline(draft.row.kind));
  changeStatus(
    draft,
    {
      type: nothingAlive ? "stopped" : "stopping",
      reason: origin.reason,
      message: origin.message ?? null,
      metaInfo: origin.user ? { user: { username: origin.user } } : null,
    },
    now,
  );
}

async function stopRow(scope: UnitScope, row: RunRow, origin: StopOrigin, now: Instant): Promise<void> {
  const draft = draftOf(row);
  askToStop(draft, origin, now);
  await storeDraft(scope, draft, now);
}

export async function stopRuns(
  scope: UnitScope,
  { uuids, now, ...origin }: { uuids: readonly string[]; now: Instant } & StopOrigin,
): Promise<void> {
  await forFamily(scope, uuids, (beside, row) => stopRow(beside, row, origin, now), loadUnfinishedChildren);
}

export async function stopChildren(scope: UnitScope, parent: number, origin: StopOrigin, now: Instant): Promise<void> {
  const children = await loadUnfinishedChildren(scope, parent);
  await stopRuns(scope, { uuids: children.map(({ uuid }) => uuid), now, ...origin });
}

import type { Status } from "@polyaxon/lifecycle";
import type { LiveState, RunKind } from "./ports/records.ts";

const GONE_WRONG: ReadonlySet<Status> = new Set(["failed", "upstream_failed", "stopped"]);

/** A sweep that did not succeed is resumed together with the children that did not; what succeeded is not run again. */
export const resumesChildren = (parent: { readonly kind: RunKind; readonly status: Status }): boolean =>
  parent.kind === "matrix" && GONE_WRONG.has(parent.status);

export const resumesWithParent = (child: {
  readonly status: Status;
  readonly agent: string | null;
  readonly liveState: LiveState;
}): boolean => GONE_WRONG.has(child.status) && child.agent === null && child.liveState !== -1;

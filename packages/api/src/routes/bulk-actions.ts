import type { RunId } from "@polyaxon/orchestrator";
import { z } from "zod";
import type { ApiDeps } from "../api-deps.ts";
import { userName } from "../routing/principal.ts";
import { type Method, type Route, route } from "../routing/route.ts";
import { emptyObject, projectParams, uuidsBody } from "../wire/parameters.ts";
import { runsOfProject } from "./found.ts";
import { transferBody, transferRuns } from "./transfer.ts";

const REASON = "EventHandler";

type Act<B> = (uuids: readonly RunId[], deps: ApiDeps, body: B, user: string | null) => Promise<void>;

/** One word, many runs of one project; unknown uuids, and those of other projects, are left out. */
function bulk<B extends z.output<typeof uuidsBody>>(
  method: Method,
  word: string,
  summary: string,
  body: z.ZodType<B>,
  act: Act<B>,
): Route {
  return route({
    method,
    url: `/api/v1/:owner/:project/runs/${word}`,
    access: "user",
    summary,
    tag: "bulk actions",
    params: projectParams,
    body,
    success: { status: 200, body: emptyObject },
    async handle(call, deps) {
      const uuids = await runsOfProject(deps, call.params.project, call.body.uuids);
      if (uuids.length > 0) await act(uuids, deps, call.body, userName(call.principal));
      return {};
    },
  });
}

export const bulkActionRoutes: readonly Route[] = [
  bulk("POST", "stop", "Ask runs to stop", uuidsBody, async (uuids, { store, clock }, _body, user) => {
    await store.stopRuns(uuids, { reason: REASON, user, now: clock.now() });
  }),
  bulk("POST", "skip", "Skip runs that have not started", uuidsBody, async (uuids, { store, clock }) => {
    await store.skipRuns(uuids, { reason: REASON, now: clock.now() });
  }),
  bulk(
    "POST",
    "approve",
    "Let runs held for approval or by the cache go on",
    uuidsBody,
    async (uuids, { store, clock }) => {
      await store.approveRuns(uuids, { only: ["approval", "cache"], now: clock.now() });
    },
  ),
  bulk("POST", "invalidate", "Take no results for these runs from a cache any more", uuidsBody, async () => {
    // Nothing is served from a cache yet, so there is nothing to forget.
  }),
  bulk(
    "POST",
    "transfer",
    "Move runs with their children to another project",
    uuidsBody.extend(transferBody.shape),
    async (uuids, deps, body) => {
      await transferRuns(deps, uuids, body.project);
    },
  ),
  bulk("POST", "archive", "Archive runs", uuidsBody, async (uuids, { store, clock }) => {
    await store.setLiveState(uuids, 0, clock.now());
  }),
  bulk("POST", "restore", "Restore runs", uuidsBody, async (uuids, { store, clock }) => {
    await store.setLiveState(uuids, 1, clock.now());
  }),
  bulk("POST", "bookmark", "Bookmark runs", uuidsBody, async (uuids, { store }) => {
    await store.bookmarkRuns(uuids, true);
  }),
  bulk(
    "POST",
    "tag",
    "Add tags to runs",
    uuidsBody.extend({ tags: z.array(z.string().max(128)).max(1000) }),
    async (uuids, { store, clock }, body) => {
      await store.tagRuns(uuids, body.tags, clock.now());
    },
  ),
  bulk("DELETE", "delete", "Delete runs", uuidsBody, async (uuids, { store, clock }) => {
    await store.deleteRuns(uuids, clock.now());
  }),
];

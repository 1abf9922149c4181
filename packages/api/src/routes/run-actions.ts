import { isDone } from "@polyaxon/lifecycle";
import type { JsonObject, RunDetail, RunId } from "@polyaxon/orchestrator";
import { z } from "zod";
import type { ApiDeps } from "../api-deps.ts";
import { detail, notFound, notSubmitted, refused } from "../api-error.ts";
import { userName } from "../routing/principal.ts";
import { type Route, route } from "../routing/route.ts";
import { emptyObject, jsonObject, runParams } from "../wire/parameters.ts";
import { clonedRunSchema, wireClonedRun } from "../wire/run.ts";
import { copyFiles } from "./copy-files.ts";
import { contentText, storeRun } from "./runs.ts";
import { transferBody, transferRuns } from "./transfer.ts";
import { foundRun, namespaceOf, runById } from "./found.ts";
import { untilCompiled } from "./until-compiled.ts";

const tag = "run actions";

/** One word, one run: 200 `{}` whether or not it changed anything. */
const action = (
  word: string,
  summary: string,
  act: (run: RunDetail, deps: ApiDeps, user: string | null) => Promise<void>,
): Route =>
  route({
    method: "POST",
    url: `/api/v1/:owner/:project/runs/:uuid/${word}`,
    access: "user",
    summary,
    tag,
    params: runParams,
    success: { status: 200, body: emptyObject },
    async handle({ params, principal }, deps) {
      await act(await foundRun(deps, params), deps, userName(principal));
      return {};
    },
  });

const cloneBody = z
  .object({
    content: z.union([z.string(), jsonObject]).nullish(),
    name: z.string().max(256).nullish(),
    description: z.string().max(100_000).nullish(),
    tags: z.array(z.string().max(128)).max(1000).nullish(),
    meta_info: jsonObject.nullish(),
  })
  .nullish();

const clone = (kind: "restart" | "copy") =>
  route({
    method: "POST",
    url: `/api/v1/:owner/:project/runs/:uuid/${kind}`,
    access: "user",
    summary:
      kind === "restart" ? "Run it again as a new run" : "Run it again as a new run that starts with its artifacts",
    tag,
    params: runParams,
    body: cloneBody,
    success: { status: 201, body: clonedRunSchema },
    async handle({ params, body, principal }, deps) {
      const original = await originalOf(await foundRun(deps, params), deps);
      const uuid: RunId = deps.ids.runId();
      const prepared = await deps.submission.prepareClone(original, {
        kind,
        ...overridesOf(body),
        user: userName(principal),
        uuid,
        now: deps.clock.now(),
      });
      if (prepared.kind !== "ready") throw notSubmitted(prepared);
      await copyFiles(deps, original, uuid, prepared.run.metaInfo);
      await storeRun(deps, prepared.run);
      return wireClonedRun(await runById(deps, uuid), namespaceOf(deps));
    },
  });

export const runActionRoutes: readonly Route[] = [
  action("stop", "Ask a run to stop; a finished one is left alone", async (run, { store, clock }, user) => {
    await store.stopRuns([run.uuid], { reason: "StateManager", user, now: clock.now() });
  }),
  action("skip", "Skip a run that has not started", async (run, { store, clock }) => {
    await store.skipRuns([run.uuid], { reason: "StateManager", now: clock.now() });
  }),
  action("approve", "Let a held run go on", async (run, deps) => {
    await deps.store.approveRuns([run.uuid], { now: deps.clock.now() });
    // Its client executes it itself, and gives up unless the next look finds it compiled.
    if (run.managedBy === "cli") await untilCompiled(deps, run.uuid);
  }),
  action("invalidate", "Take no other run's results for this one's from a cache any more", async () => {
    // Nothing is served from a cache yet, so there is nothing to forget.
  }),
  action("archive", "Archive with its children; unfinished ones are asked to stop", async (run, { store, clock }) => {
    await store.setLiveState([run.uuid], 0, clock.now());
  }),
  action("restore", "Restore with its children", async (run, { store, clock }) => {
    await store.setLiveState([run.uuid], 1, clock.now());
  }),
  route({
    method: "POST",
    url: "/api/v1/:owner/:project/runs/:uuid/transfer",
    access: "user",
    summary: "Move a run with its children to another project",
    tag,
    params: runParams,
    body: transferBody,
    success: { status: 200, body: emptyObject },
    async handle({ params, body }, deps) {
      const run = await foundRun(deps, params);
      await transferRuns(deps, [run.uuid], body.project);
      return {};
    },
  }),
  clone("restart"),
  clone("copy"),
  route({
    method: "POST",
    url: "/api/v1/:owner/:project/runs/:uuid/resume",
    access: "user",
    summary: "Go on with a finished run under the same uuid",
    tag,
    params: runParams,
    body: cloneBody,
    success: { status: 201, body: clonedRunSchema },
    async handle({ params, body, principal }, deps) {
      const run = await foundRun(deps, params);
      if (run.liveState === -1) throw isDeleted(run);
      if (!isDone(run.status)) throw notFinal(run);
      const prepared = await deps.submission.prepareResume(run, overridesOf(body), userName(principal));
      if (prepared.kind !== "ready") throw notSubmitted(prepared);
      const outcome = await deps.store.resumeRun(run.uuid, prepared.changes, deps.clock.now());
      if (outcome === "not-found") throw notFound();
      if (outcome === "deleted") throw isDeleted(run);
      if (outcome === "not-final") throw notFinal(run);
      return wireClonedRun(await runById(deps, run.uuid), namespaceOf(deps));
    },
  }),
  route({
    method: "POST",
    url: "/api/v1/:owner/:project/runs/:uuid/bookmark",
    access: "user",
    summary: "Bookmark a run",
    tag,
    params: runParams,
    success: { status: 201, body: emptyObject },
    async handle({ params }, deps) {
      const run = await foundRun(deps, params);
      await deps.store.bookmarkRuns([run.uuid], true);
      return {};
    },
  }),
  route({
    method: "DELETE",
    url: "/api/v1/:owner/:project/runs/:uuid/unbookmark",
    access: "user",
    summary: "Remove a bookmark; 404 when there was none",
    tag,
    params: runParams,
    success: { status: 204 },
    async handle({ params }, deps) {
      const run = await foundRun(deps, params);
      if (run.bookmarked !== true) throw detail(404, "not-found", "Not found.");
      await deps.store.bookmarkRuns([run.uuid], false);
      return undefined;
    },
  }),
];

/** A cache hit has nothing of its own to run again: its original is cloned. */
async function originalOf(run: RunDetail, deps: ApiDeps): Promise<RunDetail> {
  if (run.original?.kind !== "cache") return run;
  return (await deps.store.getRun(run.original.uuid)) ?? run;
}

function overridesOf(body: z.output<typeof cloneBody>) {
  const content = contentText(body?.content);
  return {
    ...(content === null ? {} : { content }),
    ...(body?.name == null ? {} : { name: body.name }),
    ...(body?.description == null ? {} : { description: body.description }),
    ...(body?.tags == null ? {} : { tags: body.tags }),
    ...(body?.meta_info == null ? {} : { metaInfo: body.meta_info as JsonObject }),
  };
}

const isDeleted = (run: RunDetail) =>
  refused(
    [
      `The run ${run.uuid} is deleted, and its files with it: it cannot go on. Restart it, which makes a new run of the same operation.`,
    ],
    "deleted",
  );

const notFinal = (run: RunDetail) =>
  refused(
    [
      isDone(run.status)
        ? `This run is ${run.status}, but agent ${run.agent ?? "?"} has not confirmed yet that its processes are gone; try again in a moment.`
        : `A run can be resumed only when it has finished; this one is ${run.status}.`,
    ],
    "not-final",
  );

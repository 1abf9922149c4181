import {
  type JsonObject,
  type ManagedBy,
  MOST_MERGED_INTO,
  type NewRun,
  type RunId,
  type RunPatch,
} from "@polyaxon/orchestrator";
import { z } from "zod";
import type { ApiDeps } from "../api-deps.ts";
import { ApiError, badField, detail, notFound, notSubmitted } from "../api-error.ts";
import { fenceOf, type Principal, userName } from "../routing/principal.ts";
import { type Route, route } from "../routing/route.ts";
import { pageText } from "../wire/json-text.ts";
import { listOptions, listQuery } from "../wire/list-request.ts";
import { sendNotices } from "../wire/notices.ts";
import { pageSchema, wirePage } from "../wire/page.ts";
import { jsonObject, orgRunParams, projectParams, runParams } from "../wire/parameters.ts";
import { createdRunSchema, runItemSchema, runSchema, wireCreatedRun } from "../wire/run.ts";
import { runItemText, runText } from "../wire/run-text.ts";
import { foundProject, foundRun, namespaceOf, requireRun, runById, runTextById } from "./found.ts";
import { unknownValues } from "./unknown-values.ts";
import { untilCompiled } from "./until-compiled.ts";

const tag = "runs";

const createBody = z.object({
  /** The operation: YAML or JSON text; an object is taken as the JSON it is. */
  content: z.union([z.string(), jsonObject]).nullish(),
  managed_by: z.enum(["agent", "cli", "user"]).nullish(),
  is_managed: z.boolean().nullish(),
  is_approved: z.boolean().nullish(),
  pending: z.enum(["approval", "upload", "cache", "build"]).nullish(),
  name: z.string().max(256).nullish(),
  description: z.string().max(100_000).nullish(),
  tags: z.array(z.string().max(128)).max(1000).nullish(),
  meta_info: jsonObject.nullish(),
});

const patchBody = z.object({
  name: z.string().max(256).nullish(),
  description: z.string().max(100_000).nullish(),
  readme: z.string().max(1_000_000).nullish(),
  tags: z.array(z.string().max(128)).max(1000).nullish(),
  inputs: jsonObject.nullish(),
  outputs: jsonObject.nullish(),
  meta_info: jsonObject.nullish(),
  merge: z.boolean().nullish(),
});

const update = (method: "PUT" | "PATCH") =>
  route({
    method,
    url: "/api/v1/:owner/:project/runs/:uuid",
    access: "own-run",
    summary: "Change a run; given fields replace, or with `merge` are added",
    tag,
    params: runParams,
    body: patchBody,
    success: { status: 200, body: runSchema },
    async handle({ params, body, principal }, deps) {
      const uuid = await requireRun(deps, params);
      const patch: RunPatch = {
        ...(body.name === undefined ? {} : { name: body.name }),
        ...(body.description === undefined ? {} : { description: body.description }),
        ...(body.readme === undefined ? {} : { readme: body.readme }),
        ...(body.tags === undefined ? {} : { tags: body.tags ?? [] }),
        ...(body.inputs === undefined ? {} : { inputs: body.inputs as JsonObject | null }),
        ...(body.outputs === undefined ? {} : { outputs: body.outputs as JsonObject | null }),
        ...(body.meta_info === undefined
          ? {}
          : { metaInfo: await patchedMetaInfo(deps, uuid, { ...body, principal }) }),
        ...(body.merge === true ? { merge: true } : {}),
      };
      throwUnlessDone(await deps.store.patchRun(uuid, patch, { ...fenceOf(principal), now: deps.clock.now() }));
      // With null, what was there may still be.
      const stored = { inputs: patch.inputs != null, outputs: patch.outputs != null, metaInfo: patch.metaInfo != null };
      return runText(await runTextById(deps, uuid, stored), namespaceOf(deps));
    },
  });

/** What decides where a run is executed and with whose files: for a person and the server to say, never for the run itself. */
const PLACES: readonly string[] = ["submitted_from", "upload_artifacts", "upload_run"];

type Patched = Pick<z.output<typeof patchBody>, "merge" | "meta_info"> & { readonly principal: Principal };

async function patchedMetaInfo(
  deps: ApiDeps,
  uuid: RunId,
  { merge, meta_info: asked, principal }: Patched,
): Promise<JsonObject | null> {
  const given = (asked ?? null) as JsonObject | null;
  if (principal.kind !== "run") return given;
  const allowed = Object.fromEntries(Object.entries(given ?? {}).filter(([key]) => !PLACES.includes(key)));
  return merge === true ? allowed : { ...allowed, ...places((await runById(deps, uuid)).metaInfo) };
}

const places = (metaInfo: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(metaInfo).filter(([key]) => PLACES.includes(key)));

/** Of documents as they are stored: reading and answering them takes about six times as much memory. */
const MAX_PAGE_BYTES = 64 * 2 ** 20;

export const runRoutes: readonly Route[] = [
  route({
    method: "GET",
    url: "/api/v1/:owner/:project/runs",
    access: "project-read",
    summary: "List the runs of a project",
    tag,
    params: projectParams,
    query: listQuery,
    success: { status: 200, body: pageSchema(runItemSchema) },
    async handle({ params, query, request, reply, principal }, deps) {
      await foundProject(deps, params.project);
      const options = listOptions(query, { usual: 100, most: 10_000 });
      const caller = { user: userName(principal), namespace: namespaceOf(deps) };
      const page = await deps.store.listRunTexts(params.project, { ...options, caller, maxBytes: MAX_PAGE_BYTES });
      sendNotices(reply, await unknownValues(deps.store, params.project, options, page));
      const results = page.results.map((run) => runItemText(run, namespaceOf(deps)));
      return pageText(wirePage(request, deps.settings, { ...page, results }, options));
    },
  }),
  route({
    method: "POST",
    url: "/api/v1/:owner/:project/runs",
    access: "user",
    summary: "Submit an operation, or record a run that something else executes",
    tag,
    params: projectParams,
    body: createBody,
    success: { status: 201, body: createdRunSchema },
    async handle({ params, body, principal }, deps) {
      const managedBy = managedByOf(body.managed_by, body.is_managed);
      const content = contentText(body.content);
      if (content === null && managedBy !== "user") {
        throw badField("non_field_errors", "A managed run should have a content.", "content-missing");
      }
      const pending = body.pending ?? (body.is_approved === false ? ("upload" as const) : null);
      const prepared = await deps.submission.prepareSubmission({
        project: params.project,
        content,
        ...(body.name == null ? {} : { name: body.name }),
        ...(body.description == null ? {} : { description: body.description }),
        ...(body.tags == null ? {} : { tags: body.tags }),
        ...(body.meta_info == null ? {} : { metaInfo: body.meta_info as JsonObject }),
        ...(pending === null ? {} : { pending }),
        managedBy,
        user: userName(principal),
        uuid: deps.ids.runId(),
        now: deps.clock.now(),
      });
      if (prepared.kind !== "ready") throw notSubmitted(prepared);
      await storeRun(deps, prepared.run);
      return wireCreatedRun(prepared.run, await contentForClient(deps, prepared.run), namespaceOf(deps));
    },
  }),
  route({
    method: "GET",
    url: "/api/v1/:owner/:project/runs/:uuid",
    access: "project-read",
    summary: "One run with its specification",
    tag,
    params: runParams,
    success: { status: 200, body: runSchema },
    async handle({ params }, deps) {
      const run = await runTextById(deps, params.uuid);
      if (run.project !== params.project) throw notFound();
      return runText(run, namespaceOf(deps));
    },
  }),
  route({
    method: "GET",
    url: "/api/v1/orgs/:owner/runs/:uuid",
    access: "project-read",
    summary: "One run by its uuid alone",
    tag,
    params: orgRunParams,
    success: { status: 200, body: runSchema },
    handle: async ({ params }, deps) => runText(await runTextById(deps, params.uuid), namespaceOf(deps)),
  }),
  update("PUT"),
  update("PATCH"),
  route({
    method: "DELETE",
    url: "/api/v1/:owner/:project/runs/:uuid",
    access: "user",
    summary: "Delete a run with its children",
    tag,
    params: runParams,
    success: { status: 204 },
    async handle({ params }, deps) {
      const run = await foundRun(deps, params);
      await deps.store.deleteRuns([run.uuid], deps.clock.now());
      return undefined;
    },
  }),
];

/** Inserts one run. A uuid of ours that exists already would be a broken promise, so it crashes loudly. */
export async function storeRun(
  deps: ApiDeps,
  run: Parameters<ApiDeps["store"]["createRuns"]>[0][number],
): Promise<void> {
  const outcome = await deps.store.createRuns([run]);
  if (outcome.kind === "no-project") throw notFound();
  if (outcome.kind === "exists")
    throw new ApiError(400, "run-exists", [`A run with the uuid ${outcome.uuid} already exists.`]);
}

/**
 * The compiled operation for the clients that cannot go on without it: one that uploads files reads its mounts from it, one
 * that executes the run itself needs the run `compiled` when it looks next. Nobody else pays for it; null for them, and
 * for an operation that does not compile, which its run will say.
 */
async function contentForClient(deps: ApiDeps, run: NewRun): Promise<string | null> {
  if (run.managedBy === "cli") return (await untilCompiled(deps, run.uuid))?.content ?? null;
  if (run.pending !== "upload" || run.rawContent === null) return null;
  // Whether it may use what its templates name is asked when it is compiled for good.
  const found = { values: {}, edges: [], problems: [], mayUseNames: true };
  const compiled = deps.submission.compileRun(await runById(deps, run.uuid), deps.clock.now(), found);
  return compiled.kind === "compiled" ? (compiled.set.fields.content ?? null) : null;
}

/** A token that was good when the request came may be of an older attempt when the write is made. */
export function throwUnlessDone(outcome: "done" | "not-found" | "stale-attempt" | "too-large"): void {
  if (outcome === "not-found") throw notFound();
  if (outcome === "stale-attempt") throw detail(403, "stale-attempt", "a newer attempt of this run has begun");
  if (outcome === "too-large")
    throw detail(
      413,
      "document-too-large",
      `The inputs, outputs or meta information of this run hold more than ${MOST_MERGED_INTO} characters, so nothing is merged into ` +
        "them. Replace them (without merge), log metrics as points of series, and keep large values in files of the run.",
    );
}

function managedByOf(word: ManagedBy | null | undefined, isManaged: boolean | null | undefined): ManagedBy {
  return word ?? (isManaged === false ? "user" : "agent");
}

export function contentText(content: string | object | null | undefined): string | null {
  if (content === null || content === undefined || content === "") return null;
  return typeof content === "string" ? content : JSON.stringify(content);
}

import { isStatus } from "@polyaxon/lifecycle";
import type { JsonObject, RunKind } from "@polyaxon/orchestrator";
import { parseRunId } from "@polyaxon/orchestrator";
import { z } from "zod";
import { badField, detail } from "../api-error.ts";
import { userName } from "../routing/principal.ts";
import { type Route, route } from "../routing/route.ts";
import { conditionSchema, readCondition } from "../wire/condition.ts";
import { jsonObject, projectParams } from "../wire/parameters.ts";
import { runSchema, wireRun } from "../wire/run.ts";
import { parseTime } from "../wire/time.ts";
import { conditionFrom } from "@polyaxon/lifecycle";
import { namespaceOf, runById } from "./found.ts";
import { storeRun } from "./runs.ts";

const KINDS = [
  "job",
  "service",
  "dag",
  "matrix",
  "schedule",
  "tuner",
  "notifier",
  "cleaner",
  "watchdog",
  "daskcluster",
  "raycluster",
  "mpijob",
  "tfjob",
  "pytorchjob",
  "builder",
] as const satisfies readonly RunKind[];

const seconds = z.coerce.number().min(0).nullish();
const time = z.string().max(64).nullish();

/** A whole run as clients keep it offline. What it says about owner and project is not asked: the address decides. */
const syncBody = z.object({
  uuid: z.string().max(64),
  name: z.string().max(256).nullish(),
  description: z.string().max(100_000).nullish(),
  readme: z.string().max(1_000_000).nullish(),
  tags: z.array(z.string().max(128)).max(1000).nullish(),
  created_at: time,
  started_at: time,
  finished_at: time,
  wait_time: seconds,
  duration: seconds,
  kind: z.enum(KINDS).nullish(),
  runtime: z.string().max(64).nullish(),
  status: z.string().nullish(),
  status_conditions: z.array(conditionSchema).max(10_000).nullish(),
  meta_info: jsonObject.nullish(),
  inputs: jsonObject.nullish(),
  outputs: jsonObject.nullish(),
  raw_content: z.string().nullish(),
});

export const syncRoutes: readonly Route[] = [
  route({
    method: "POST",
    url: "/api/v1/:owner/:project/runs/sync",
    access: "user",
    summary: "Bring in a run that was recorded offline; its times stay as they are",
    tag: "runs",
    params: projectParams,
    body: syncBody,
    success: { status: 201, body: runSchema },
    async handle({ params, body, principal }, deps) {
      const now = deps.clock.now();
      const uuid = parseRunId(body.uuid);
      if (uuid === null) throw badField("uuid", "Expected 32 hexadecimal digits.");
      const conditions = (body.status_conditions ?? []).map((one) => conditionFrom(readCondition(one), now));
      const status = body.status ?? conditions.at(-1)?.type ?? "created";
      if (!isStatus(status)) throw badField("status", `"${status.slice(0, 50)}" is not a status.`);
      await storeRun(deps, {
        uuid,
        project: params.project,
        name: body.name ?? null,
        description: body.description ?? null,
        readme: body.readme ?? null,
        tags: body.tags ?? [],
        user: userName(principal),
        kind: body.kind ?? "job",
        runtime: body.runtime ?? null,
        // Whatever ran it, it was not this server; an agent must never pick it up.
        managedBy: "user",
        pending: null,
        rawContent: body.raw_content ?? null,
        inputs: (body.inputs ?? null) as JsonObject | null,
        outputs: (body.outputs ?? null) as JsonObject | null,
        metaInfo: (body.meta_info ?? {}) as JsonObject,
        original: null,
        pipeline: null,
        controller: null,
        createdAt: instant("created_at", body.created_at) ?? now,
        imported: {
          status,
          conditions,
          startedAt: instant("started_at", body.started_at),
          finishedAt: instant("finished_at", body.finished_at),
          waitTime: body.wait_time ?? null,
          duration: body.duration ?? null,
        },
      });
      const stored = await runById(deps, uuid);
      if (stored.project !== params.project) throw detail(404, "not-found", "Not found.");
      return wireRun(stored, namespaceOf(deps));
    },
  }),
];

function instant(field: string, text: string | null | undefined): number | null {
  if (text === null || text === undefined) return null;
  const read = parseTime(text);
  if (read === null) throw badField(field, `"${text}" is not an ISO-8601 time.`);
  return read;
}

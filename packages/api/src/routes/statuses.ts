import { isDone } from "@polyaxon/lifecycle";
import { z } from "zod";
import { fenceOf } from "../routing/principal.ts";
import { type Route, route } from "../routing/route.ts";
import { conditionSchema, readCondition, wireCondition } from "../wire/condition.ts";
import { jsonObject, runParams } from "../wire/parameters.ts";
import { foundRun, namespaceOf } from "./found.ts";
import { throwUnlessDone } from "./runs.ts";

const tag = "statuses";

export const statusRoutes: readonly Route[] = [
  route({
    method: "GET",
    url: "/api/v1/:owner/:project/runs/:uuid/statuses",
    access: "project-read",
    summary: "The status of a run and how it came to it",
    tag,
    params: runParams,
    success: {
      status: 200,
      body: z.object({
        uuid: z.string(),
        status: z.string(),
        status_conditions: z.array(conditionSchema),
        meta_info: jsonObject,
      }),
    },
    async handle({ params }, deps) {
      const run = await foundRun(deps, params);
      const conditions = await deps.store.getConditions(run.uuid);
      return {
        uuid: run.uuid,
        // Of the two reads the later one speaks: the status is the type of the last condition.
        status: conditions.at(-1)?.type ?? run.status,
        status_conditions: conditions.map(wireCondition),
        meta_info: run.metaInfo,
      };
    },
  }),
  route({
    method: "POST",
    url: "/api/v1/:owner/:project/runs/:uuid/statuses",
    access: "own-run",
    summary: "Report a condition; one that the lifecycle does not admit is ignored",
    tag,
    params: runParams,
    body: z.object({ condition: conditionSchema, force: z.boolean().nullish() }),
    success: {
      status: 201,
      body: z.object({ status: z.null(), status_conditions: z.null(), meta_info: z.null() }),
    },
    async handle({ params, body, principal }, deps) {
      const run = await foundRun(deps, params);
      const condition = readCondition(body.condition);
      const answer = { status: null, status_conditions: null, meta_info: null };
      // A process that is still running cannot know how it ends: its exit code decides (design, the life of a run, 7).
      if (principal.kind === "run" && isDone(condition.type)) return answer;
      const force = body.force === true && principal.kind === "user";
      const options = { ...fenceOf(principal), ...(force ? { force } : {}), now: deps.clock.now() };
      throwUnlessDone(await deps.store.addCondition(run.uuid, condition, options));
      return answer;
    },
  }),
  route({
    method: "GET",
    url: "/api/v1/:owner/:project/runs/:uuid/namespace",
    access: "project-read",
    summary: "The namespace of a run's stream addresses",
    tag,
    params: runParams,
    success: { status: 200, body: z.object({ namespace: z.string() }) },
    async handle({ params }, deps) {
      await foundRun(deps, params);
      return { namespace: namespaceOf(deps) };
    },
  }),
];

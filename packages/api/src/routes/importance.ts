import type { Json } from "@polyaxon/orchestrator";
import { z } from "zod";
import { type Route, route } from "../routing/route.ts";
import { importanceOf } from "../streams/importance.ts";
import { jsonObject, streamProjectParams } from "../wire/parameters.ts";
import { foundProject } from "./found.ts";

/** Growing trees takes the time of runs times params: beyond these, the newest runs tell enough. */
const MOST_RUNS = 1_000;
const MOST_PARAMS = 100;

export const importanceRoutes: readonly Route[] = [
  route({
    method: "POST",
    url: "/streams/v1/:namespace/:owner/:project/runs/multi/importance",
    access: "user",
    summary: "Which params a metric hangs on, from the params and the metric of many runs",
    tag: "events",
    params: streamProjectParams,
    body: z.object({
      params: z
        .array(
          jsonObject.refine((one) => Object.keys(one).length <= MOST_PARAMS, `at most ${MOST_PARAMS} params a run`),
        )
        .max(MOST_RUNS),
      metrics: z.array(z.unknown()).max(MOST_RUNS),
    }),
    success: {
      status: 200,
      body: z.object({
        data: z.record(z.string(), z.object({ importance: z.number(), correlation: z.number().nullable() })).nullable(),
      }),
    },
    async handle({ params, body }, deps) {
      await foundProject(deps, params.project);
      return { data: await importanceOf(body.params as Record<string, Json>[], body.metrics as Json[]) };
    },
  }),
];

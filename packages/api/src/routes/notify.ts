import { z } from "zod";
import { ApiError } from "../api-error.ts";
import { type Route, route } from "../routing/route.ts";
import { conditionSchema, readCondition } from "../wire/condition.ts";
import { streamRunParams } from "../wire/parameters.ts";
import { foundRun } from "./found.ts";

/** What notifier containers send. */
export const notifyRoutes: readonly Route[] = [
  route({
    method: "POST",
    url: "/streams/v1/:namespace/:owner/:project/runs/:uuid/notify",
    access: "user",
    summary: "Tell connections about a run; refused while a server knows no connections to tell",
    tag: "runs",
    params: streamRunParams,
    body: z.object({
      name: z.string().max(256).nullish(),
      condition: conditionSchema,
      connections: z.array(z.string().max(128)).min(1).max(100),
    }),
    success: { status: 200 },
    async handle({ params, body }, deps) {
      await foundRun(deps, params);
      readCondition(body.condition);
      const names = body.connections.map((name) => JSON.stringify(name)).join(", ");
      throw new ApiError(400, "no-connection", { errors: `this server knows no connection named ${names}` });
    },
  }),
];

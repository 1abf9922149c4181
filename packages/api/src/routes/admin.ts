import { z } from "zod";
import type { AdminTools, ApiDeps } from "../api-deps.ts";
import { detail } from "../api-error.ts";
import { type Route, route } from "../routing/route.ts";
import { diagnosisSchema, repairSchema, wireDiagnosis, wireRepair } from "../wire/diagnosis.ts";

const tag = "admin";
const limitQuery = z.object({ limit: z.coerce.number().int().min(0).max(1_000_000).default(100) });

/** What an operator asks of a running server. */
export const adminRoutes: readonly Route[] = [
  route({
    method: "GET",
    url: "/api/v1/admin/doctor",
    access: "user",
    summary: "What every unfinished run waits for, and what is broken",
    tag,
    query: limitQuery,
    success: { status: 200, body: diagnosisSchema },
    handle: async ({ query }, deps) => wireDiagnosis(await toolsOf(deps).examine(), query.limit),
  }),
  route({
    method: "POST",
    url: "/api/v1/admin/doctor",
    access: "user",
    summary: "Mend what can be mended safely",
    tag,
    query: limitQuery,
    success: { status: 200, body: repairSchema },
    handle: async ({ query }, deps) => wireRepair(await toolsOf(deps).repair(), query.limit),
  }),
  route({
    method: "GET",
    url: "/api/v1/admin/backup",
    access: "user",
    summary: "A backup of everything, secrets included, made while the server works; one that ends early is not whole",
    tag,
    query: z.object({ artifacts: z.enum(["true", "false"]).default("true") }),
    success: { status: 200, contentType: "application/gzip" },
    async handle({ query, reply }, deps) {
      const archive = await toolsOf(deps).backup({ artifacts: query.artifacts === "true" });
      return reply
        .header("content-type", "application/gzip")
        .header("content-disposition", 'attachment; filename="polyaxon-backup.tar.gz"')
        .header("cache-control", "no-store")
        .send(archive);
    },
  }),
];

function toolsOf({ admin }: ApiDeps): AdminTools {
  if (admin === undefined) throw detail(501, "not-supported", "This server was started without an operator's tools.");
  return admin;
}

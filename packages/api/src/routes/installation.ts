import { languageReference } from "@polyaxon/spec";
import { z } from "zod";
import { type Route, route } from "../routing/route.ts";
import { jsonObject } from "../wire/parameters.ts";

const installationSchema = z.object({ key: z.string(), version: z.string(), dist: z.string(), mode: z.string() });
const versions = z.object({ min: z.string(), latest: z.string() });
/** The client refuses any other key at the top. */
const compatibilitySchema = z.strictObject({
  cli: versions,
  platform: versions.optional(),
  agent: versions.optional(),
  ui: versions.optional(),
});

/** The Python command line's versions that this server's tests speak with. */
const CLI_VERSIONS = { min: "2.0.0", latest: "2.16.4" };

/** What a client asks before it knows anything. */
export const installationRoutes: readonly Route[] = [
  route({
    method: "GET",
    url: "/api/v1/installation",
    access: "public",
    summary: "What this server is",
    tag: "installation",
    success: { status: 200, body: installationSchema },
    handle: async (_call, deps) => ({
      key: deps.installationKey.replaceAll("-", ""),
      version: deps.version,
      // `ce` makes the Python command line leave out the commands of other editions.
      dist: "ce",
      mode: "sandbox",
    }),
  }),
  route({
    method: "GET",
    url: "/api/v1/compatibility/:key/:version/:service",
    access: "public",
    summary: "Which client versions fit",
    tag: "installation",
    params: z.object({ key: z.string(), version: z.string(), service: z.string() }),
    success: { status: 200, body: compatibilitySchema },
    handle: async () => ({ cli: CLI_VERSIONS }),
  }),
  route({
    method: "GET",
    url: "/api/v1/openapi.json",
    access: "public",
    summary: "This document",
    tag: "installation",
    success: { status: 200, body: jsonObject },
    handle: async ({ request }) => request.server.swagger(),
  }),
  route({
    method: "GET",
    url: "/schema/polyaxonfile.json",
    access: "public",
    summary: "The JSON Schema of Polyaxonfiles, for editors",
    tag: "installation",
    success: { status: 200, body: jsonObject },
    handle: async () => (await languageReference()).polyaxonfileJsonSchema(),
  }),
];

import { type ArtifactKind, isArtifactKind } from "@polyaxon/tracking";
import { parseRunId } from "@polyaxon/orchestrator";
import { z } from "zod";
import { streamError } from "../api-error.ts";
import { type Route, route } from "../routing/route.ts";
import { serveArchive } from "../security/served-content.ts";
import {
  eventsBudget,
  eventsFolder,
  readEvents,
  readRows,
  type SeriesFolder,
  seriesNames,
  seriesPath,
  type WireEvents,
} from "../streams/read-events.ts";
import { sendEvents } from "../streams/send-events.ts";
import { queryBool, queryInt, streamProjectParams, streamRunParams } from "../wire/parameters.ts";
import { foundRun, runsOfProject } from "./found.ts";

const tag = "events";
const MOST_RUNS = 200;

const kindParam = z.string().max(20);
const eventsQuery = z.object({
  names: z.string().max(100_000).optional(),
  orient: z.enum(["dict", "csv"]).default("dict"),
  sample: queryInt.optional(),
  pkg_assets: queryBool.optional(),
  force: z.string().optional(),
  connection: z.string().optional(),
});
const eventsAnswer = z.object({ data: z.array(z.object({ name: z.string(), kind: z.string(), data: z.unknown() })) });

export const eventRoutes: readonly Route[] = [
  route({
    method: "GET",
    url: "/streams/v1/:namespace/:owner/:project/runs/:uuid/events/:kind",
    access: "project-read",
    summary: "Events of a run, as columns or as the file's text; with `pkg_assets` an archive of them and their files",
    tag,
    params: streamRunParams.extend({ kind: kindParam }),
    query: eventsQuery,
    success: { status: 200, body: eventsAnswer },
    async handle({ params, query, reply }, deps) {
      const run = await foundRun(deps, params);
      const folder = eventsFolder(kindOf(params.kind));
      const names = namesOf(query.names);
      if (query.pkg_assets !== true)
        return sendEvents(reply, await readEvents(deps, run.uuid, folder, { ...query, names }));
      const paths: string[] = [];
      for (const name of names) {
        const rows = await readRows(deps.artifacts, run.uuid, folder, name);
        if (rows === null) continue;
        paths.push(
          seriesPath(folder, name),
          ...rows.map((row) => assetPath(row.value)).filter((path) => path !== null),
        );
      }
      serveArchive(reply, `${run.uuid}.${params.kind}.${names.join("-and-").slice(0, 100)}.tar.gz`);
      return reply.send(await deps.artifacts.packFiles(run.uuid, [...new Set(paths)]));
    },
  }),
  route({
    method: "GET",
    url: "/streams/v1/:namespace/:owner/:project/runs/multi/events/:kind",
    access: "project-read",
    summary: "Events of many runs of a project",
    tag,
    params: streamProjectParams.extend({ kind: kindParam }),
    query: eventsQuery.extend({ runs: z.string().max(100_000) }),
    success: { status: 200, body: z.object({ data: z.record(z.string(), eventsAnswer.shape.data) }) },
    async handle({ params, query, reply }, deps) {
      const folder = eventsFolder(kindOf(params.kind));
      const asked = namesOf(query.runs);
      if (asked.length > MOST_RUNS)
        throw streamError(400, "invalid-query", `runs: at most ${MOST_RUNS} at once, found ${asked.length}`);
      const ours = new Set<string>(await runsOfProject(deps, params.project, asked));
      const data = new Map<string, readonly WireEvents[]>();
      const budget = eventsBudget();
      for (const uuid of asked.map(parseRunId)) {
        if (uuid === null || !ours.has(uuid)) continue;
        data.set(uuid, await readEvents(deps, uuid, folder, { ...query, names: namesOf(query.names) }, budget));
      }
      return sendEvents(reply, data);
    },
  }),
  route({
    method: "GET",
    url: "/streams/v1/:namespace/:owner/:project/runs/:uuid/resources",
    access: "project-read",
    summary: "System metrics of a run; all when none is named",
    tag,
    params: streamRunParams,
    query: eventsQuery,
    success: { status: 200, body: eventsAnswer },
    async handle({ params, query, reply }, deps) {
      const run = await foundRun(deps, params);
      const folder: SeriesFolder = eventsFolder("system");
      const given = namesOf(query.names);
      const names = given.length > 0 ? given : await seriesNames(deps.artifacts, run.uuid, folder);
      return sendEvents(reply, await readEvents(deps, run.uuid, folder, { ...query, names }));
    },
  }),
];

function kindOf(text: string): ArtifactKind {
  if (!isArtifactKind(text)) throw streamError(400, "invalid-query", `"${text}" is not a kind of event`);
  return text;
}

const namesOf = (text: string | undefined): string[] =>
  (text ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

/** The file an event speaks of; null when it has none, or when the path is not one that stays in the run. */
function assetPath(cell: string): string | null {
  try {
    const { path } = JSON.parse(cell) as { path?: unknown };
    return typeof path === "string" && !path.startsWith("/") && !path.split("/").includes("..") ? path : null;
  } catch {
    return null;
  }
}

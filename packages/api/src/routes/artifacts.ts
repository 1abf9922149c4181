import type { OpenedArtifact } from "@polyaxon/artifacts";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { ApiDeps } from "../api-deps.ts";
import { streamError } from "../api-error.ts";
import type { Principal } from "../routing/principal.ts";
import { type Route, route } from "../routing/route.ts";
import { serveArchive, serveUserContent } from "../security/served-content.ts";
import { readRange } from "../streams/byte-range.ts";
import { receiveUpload } from "../streams/receive-upload.ts";
import { jsonObject, queryBool, streamRunParams } from "../wire/parameters.ts";
import { foundRun } from "./found.ts";

const tag = "artifacts";
const UNPACK = { maxEntries: 200_000, maxBytes: 20 * 1024 ** 3, maxRatio: 200 };

const pathQuery = z.object({
  path: z.string().max(4096).optional(),
  check_path: queryBool.optional(),
  check_file: queryBool.optional(),
  stream: z.string().optional(),
  render: z.string().optional(),
  force: z.string().optional(),
  connection: z.string().optional(),
});

const one = "/streams/v1/:namespace/:owner/:project/runs/:uuid/artifact";
const many = "/streams/v1/:namespace/:owner/:project/runs/:uuid/artifacts";

/** Two addresses of the same bytes: dashboards put the second into frames. */
const readFile = (url: string): Route =>
  route({
    method: "GET",
    url,
    access: "project-read",
    summary: "The bytes of a file; ranges are understood",
    tag,
    params: streamRunParams,
    query: pathQuery,
    success: { status: 200, contentType: "application/octet-stream" },
    async handle({ params, query, request, reply }, deps) {
      const run = await foundRun(deps, params);
      const path = requiredPath(query.path);
      const opened = await deps.artifacts.open(run.uuid, path);
      if (opened === null) throw missing(path);
      return await sendFile(opened, path, request, reply);
    },
  });

export const artifactRoutes: readonly Route[] = [
  readFile(one),
  readFile("/streams/v1/:namespace/:owner/:project/runs/:uuid/embedded_artifact"),
  route({
    method: "GET",
    url: "/streams/v1/:namespace/:owner/:project/runs/:uuid/ro_artifact/*",
    access: "project-read",
    summary: "The bytes of a file whose path is the end of the address, so that relative links between files work",
    tag,
    params: streamRunParams.extend({ "*": z.string().max(4096) }),
    success: { status: 200, contentType: "application/octet-stream" },
    async handle({ params, request, reply }, deps) {
      const run = await foundRun(deps, params);
      const path = requiredPath(params["*"]);
      const opened = await deps.artifacts.open(run.uuid, path);
      if (opened === null) throw missing(path);
      return await sendFile(opened, path, request, reply);
    },
  }),
  route({
    method: "POST",
    url: one,
    access: "own-run",
    summary: "Upload a file: multipart with the parts `upload_file` and `json`",
    tag,
    params: streamRunParams,
    success: { status: 200 },
    async handle({ params, principal, request }, deps) {
      const run = await foundRun(deps, params);
      const upload = await receiveUpload(request, deps, ({ path, fileName }) =>
        refuseLogs(principal, joined(path, fileName)),
      );
      await upload.file.saveAs(run.uuid, joined(upload.path, upload.fileName), { overwrite: upload.overwrite });
      return undefined;
    },
  }),
  route({
    method: "DELETE",
    url: one,
    access: "own-run",
    summary: "Delete a file",
    tag,
    params: streamRunParams,
    query: pathQuery,
    success: { status: 204 },
    async handle({ params, principal, query }, deps) {
      const run = await foundRun(deps, params);
      const path = requiredPath(query.path);
      refuseLogs(principal, path);
      if ((await deps.artifacts.stat(run.uuid, path))?.kind !== "file")
        throw streamError(400, "not-found", `there is no file ${JSON.stringify(path)}`);
      await deps.artifacts.delete(run.uuid, path);
      return undefined;
    },
  }),
  route({
    method: "GET",
    url: many,
    access: "project-read",
    summary: "A folder as tar.gz; the whole run without a path",
    tag,
    params: streamRunParams,
    query: pathQuery,
    success: { status: 200, contentType: "application/gzip" },
    async handle({ params, query, request, reply }, deps) {
      const run = await foundRun(deps, params);
      const path = query.path ?? "";
      if (query.check_path === true || query.check_file === true) {
        const opened = await deps.artifacts.open(run.uuid, path);
        if (opened !== null) return await sendFile(opened, path, request, reply);
      }
      const packed = await deps.artifacts.packFolder(run.uuid, path);
      if (packed === null) throw missing(path);
      serveArchive(reply, `${lastName(path) || run.uuid}.tar.gz`);
      return reply.send(packed);
    },
  }),
  route({
    method: "POST",
    url: many,
    access: "own-run",
    summary: "Upload a folder as tar.gz: multipart with the parts `upload_file` and `json`",
    tag,
    params: streamRunParams,
    success: { status: 200 },
    async handle({ params, principal, request }, deps) {
      const run = await foundRun(deps, params);
      const { file, fileName, path, untar, overwrite } = await receiveUpload(request, deps, (upload) => {
        if (!upload.untar) refuseLogs(principal, joined(upload.path, upload.fileName));
        else if (topOf(upload.path) !== undefined) refuseLogs(principal, upload.path);
      });
      // "/" is how clients name the run's folder.
      const kept = principal.kind === "run" && topOf(path) === undefined ? { reserved: LOGS } : {};
      if (untar) await file.unpackInto(run.uuid, path, { ...unpackLimits(deps), ...kept, overwrite });
      else await file.saveAs(run.uuid, joined(path, fileName), { overwrite });
      return undefined;
    },
  }),
  route({
    method: "DELETE",
    url: many,
    access: "own-run",
    summary: "Delete a folder with all that is in it",
    tag,
    params: streamRunParams,
    query: pathQuery,
    success: { status: 204 },
    async handle({ params, principal, query }, deps) {
      const run = await foundRun(deps, params);
      const path = requiredPath(query.path);
      refuseLogs(principal, path);
      if (!(await deps.artifacts.delete(run.uuid, path)))
        throw streamError(400, "not-found", `there is nothing at ${JSON.stringify(path)}`);
      return undefined;
    },
  }),
  route({
    method: "GET",
    url: `${many}/tree`,
    access: "project-read",
    summary: "One level of a folder: sizes of its files, names of its folders",
    tag,
    params: streamRunParams,
    query: pathQuery,
    success: {
      status: 200,
      body: z.object({
        files: z.record(z.string(), z.number()),
        dirs: z.array(z.string()),
        error: z.string().optional(),
      }),
    },
    async handle({ params, query }, deps) {
      const run = await foundRun(deps, params);
      const listing = await deps.artifacts.list(run.uuid, query.path ?? "");
      if (listing === null)
        return { files: {}, dirs: [], error: `there is no folder ${JSON.stringify(query.path ?? "")}` };
      return {
        files: Object.fromEntries(listing.files.map((file) => [file.name, file.sizeBytes])),
        dirs: listing.folders,
      };
    },
  }),
  route({
    method: "GET",
    url: "/streams/v1/:namespace/:owner/:project/runs/:uuid/k8s_inspect",
    access: "project-read",
    summary: "What a cluster says about a run; empty without a cluster",
    tag,
    params: streamRunParams,
    success: { status: 200, body: jsonObject },
    async handle({ params }, deps) {
      await foundRun(deps, params);
      return {};
    },
  }),
];

async function sendFile(
  opened: OpenedArtifact,
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const etag = `"${opened.version}"`;
  reply
    .header("etag", etag)
    .header("last-modified", new Date(opened.modifiedAt).toUTCString())
    .header("accept-ranges", "bytes");
  if (request.headers["if-none-match"] === etag) {
    await opened.close();
    return reply.code(304).send();
  }
  serveUserContent(reply, lastName(path));
  const range = readRange(request.headers.range, opened.sizeBytes);
  if (range === "unsatisfiable") {
    await opened.close();
    reply.header("content-range", `bytes */${opened.sizeBytes}`);
    throw streamError(416, "invalid-range", "the range lies outside the file");
  }
  if (range === null) return reply.code(200).header("content-length", opened.sizeBytes).send(opened.stream());
  reply.code(206).header("content-range", `bytes ${range.start}-${range.end}/${opened.sizeBytes}`);
  return reply.header("content-length", range.end - range.start + 1).send(opened.stream(range));
}

function requiredPath(path: string | undefined): string {
  if (path === undefined || path === "" || path === "/")
    throw streamError(400, "path-missing", "a `path` query parameter is required");
  return path;
}

/** Written by the agent alone: what a run printed is not the run's to change afterwards. */
const LOGS = "plxlogs";

function refuseLogs(principal: Principal, path: string): void {
  const top = topOf(path);
  // No name at all: the whole folder of the run, and its logs with it.
  if (principal.kind !== "run" || (top !== undefined && top.toLowerCase() !== LOGS)) return;
  throw streamError(403, "logs-are-the-agents", `a run may not change ${LOGS}: its agent writes there`);
}

const topOf = (path: string): string | undefined => path.split("/").find((name) => name !== "" && name !== ".");

const missing = (path: string) => streamError(404, "not-found", `there is nothing at ${JSON.stringify(path)}`);
const lastName = (path: string): string =>
  path
    .split("/")
    .filter((name) => name !== "" && name !== ".")
    .at(-1) ?? "";
/** The folder of an upload may be empty or "/": the run's own. */
const joined = (folder: string, name: string): string => (folder === "" || folder === "/" ? name : `${folder}/${name}`);
const unpackLimits = (deps: ApiDeps) => deps.settings.unpack ?? UNPACK;

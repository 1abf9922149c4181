import type { Readable } from "node:stream";
import type { AttemptName } from "@polyaxon/orchestrator";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { ApiDeps } from "../api-deps.ts";
import { detail, notFound } from "../api-error.ts";
import { admittedAgent } from "../routing/admitted-agent.ts";
import type { Principal } from "../routing/principal.ts";
import { type Route, route } from "../routing/route.ts";
import { filesToBegin, openToBegin } from "./begin-files.ts";
import { attemptParams, claimedQuery, namedAttempt } from "../wire/agent.ts";
import { queryInt } from "../wire/parameters.ts";

const tag = "agents";
/** Largest piece that is added to a file in one request. */
const MAX_APPEND_BYTES = 8 * 1024 * 1024;
const MAX_READ_BYTES = 8 * 1024 * 1024;
const DEFAULT_MAX_UPLOAD_BYTES = 5 * 1024 ** 3;

const path = z.string().min(1).max(4096);

/**
 * The files of the attempts that an agent on another machine holds. Each call is fenced by the attempt: `stale` (409) for
 * one that is held by nobody or by somebody else.
 */
export const agentFileRoutes: readonly Route[] = [
  route({
    method: "GET",
    url: "/agent/v1/runs/:uuid/attempts/:attempt/files",
    access: "agent",
    summary: "Every file of the run with its size",
    tag,
    params: attemptParams,
    query: claimedQuery,
    success: {
      status: 200,
      body: z.object({ files: z.array(z.object({ path: z.string(), size: z.number() })) }),
    },
    async handle(call, deps) {
      const { run } = await heldAttempt(call, deps);
      return { files: await filesToBegin(deps, run) };
    },
  }),
  route({
    method: "GET",
    url: "/agent/v1/runs/:uuid/attempts/:attempt/file",
    access: "agent",
    summary: "Bytes of one file from `offset`, or its last `tail` bytes; `X-Polyaxon-Length` tells how long it is",
    tag,
    params: attemptParams,
    query: claimedQuery.extend({ path, offset: queryInt.default(0), tail: queryInt.optional() }),
    success: { status: 200, contentType: "application/octet-stream" },
    async handle(call, deps) {
      const { query, reply } = call;
      const { run } = await heldAttempt(call, deps);
      const file = await openToBegin(deps, run, query.path);
      if (file === null) throw notFound();
      const length = file.sizeBytes;
      const from = Math.min(query.tail === undefined ? query.offset : Math.max(0, length - query.tail), length);
      let bytes: Uint8Array;
      try {
        bytes = await file.read(from, Math.min(length - from, MAX_READ_BYTES));
      } finally {
        await file.close();
      }
      reply.header("x-polyaxon-length", String(length)).type("application/octet-stream");
      return reply.send(Buffer.from(bytes));
    },
  }),
  route({
    method: "POST",
    url: "/agent/v1/runs/:uuid/attempts/:attempt/append",
    access: "agent",
    summary:
      "Adds bytes to a file that is `length` bytes long (cut to `keep` first); 409 with its length when it is not",
    tag,
    params: attemptParams,
    query: claimedQuery.extend({ path, length: queryInt, keep: queryInt.optional() }),
    takesBytes: true,
    success: { status: 200, body: z.object({ length: z.number() }) },
    async handle(call, deps) {
      const { query, reply, request } = call;
      const bytes = await wholeBody(request.body as Readable, declaredLength(request.headers["content-length"]));
      // Not before: the body may have been long on the way.
      const { run } = await heldAttempt(call, deps);
      const at = { length: query.length, ...(query.keep === undefined ? {} : { keep: query.keep }) };
      const outcome = await deps.artifacts.append(run, query.path, bytes, at);
      if (outcome.kind === "appended") return { length: outcome.length };
      return reply
        .code(409)
        .header("x-polyaxon-code", "elsewhere")
        .header("x-polyaxon-length", String(outcome.length))
        .send({ length: outcome.length });
    },
  }),
  route({
    method: "PUT",
    url: "/agent/v1/runs/:uuid/attempts/:attempt/whole-file",
    access: "agent",
    summary: "Stores a whole file in place of what was there",
    tag,
    params: attemptParams,
    query: claimedQuery.extend({ path }),
    takesBytes: true,
    success: { status: 200, body: z.object({ length: z.number() }) },
    async handle(call, deps) {
      const { query, request } = call;
      const named = await heldAttempt(call, deps);
      const declared = declaredLength(request.headers["content-length"]);
      const maxBytes = deps.settings.maxUploadBytes ?? DEFAULT_MAX_UPLOAD_BYTES;
      const received = await deps.artifacts.receive(request.body as Readable, { maxBytes });
      if (received.sizeBytes !== declared) {
        await received.discard();
        throw detail(400, "invalid-upload", `expected ${declared} bytes, received ${received.sizeBytes}`);
      }
      // A large file takes long, and the attempt may have lost its place meanwhile.
      if (!(await deps.agents.holds(await admittedAgent(call, deps), named))) {
        await received.discard();
        throw stale();
      }
      await received.saveAs(named.run, query.path);
      return { length: received.sizeBytes };
    },
  }),
];

async function heldAttempt(
  call: {
    readonly params: z.output<typeof attemptParams>;
    readonly query: z.output<typeof claimedQuery>;
    readonly principal: Principal;
    readonly request: FastifyRequest;
  },
  deps: Pick<ApiDeps, "agents">,
): Promise<AttemptName> {
  const named = namedAttempt(call.params, call.query);
  if (await deps.agents.holds(await admittedAgent(call, deps), named)) return named;
  throw stale();
}

const stale = () => detail(409, "stale-attempt", "this agent does not hold this attempt of the run");

function declaredLength(header: string | undefined): number {
  if (header === undefined || !/^\d{1,15}$/.test(header))
    throw detail(411, "length-required", "the body's length must be stated in Content-Length");
  return Number(header);
}

/** All or nothing: a body that was cut off on the way is not added in part. */
async function wholeBody(body: Readable, declared: number): Promise<Buffer> {
  if (declared > MAX_APPEND_BYTES)
    throw detail(413, "too-large", `at most ${MAX_APPEND_BYTES} bytes are added at once, found ${declared}`);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > declared) break;
    chunks.push(chunk);
  }
  if (length !== declared) throw detail(400, "invalid-upload", `expected ${declared} bytes, received ${length}`);
  return Buffer.concat(chunks);
}

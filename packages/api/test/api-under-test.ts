import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderArtifactStore, folderSeriesFiles } from "@polyaxon/artifacts";
import {
  createAgentGateway,
  createRunTokens,
  type NewRun,
  parseRunId,
  type RunId,
  type Store,
} from "@polyaxon/orchestrator";
import { openSqliteStore } from "@polyaxon/store";
import type { FastifyInstance, InjectOptions } from "fastify";
import type { ApiDeps, ApiSettings, Submission } from "../src/api-deps.ts";
import { createApi } from "../src/create-api.ts";
import type { Principal } from "../src/routing/principal.ts";

export const USER: Principal = { kind: "user", name: "ada", byToken: false };
export const P = "/api/v1/default/digits";

export interface LoggedLine {
  readonly level: string;
  readonly fields: Record<string, unknown>;
  readonly message: string;
}

/** The API over a real store and a real folder, with a clock moved by hand. Whoever calls is `as`. */
export interface ApiUnderTest {
  readonly app: FastifyInstance;
  readonly deps: ApiDeps;
  readonly store: Store;
  readonly folder: string;
  readonly log: LoggedLine[];
  now: number;
  as: Principal;
  call(
    options: InjectOptions,
  ): Promise<{ status: number; body: unknown; text: string; bytes: Buffer; headers: Record<string, unknown> }>;
  get(url: string): ReturnType<ApiUnderTest["call"]>;
  post(url: string, payload?: unknown): ReturnType<ApiUnderTest["call"]>;
  /** A user-managed run of the project `digits`, made through the API. */
  newRun(body?: Record<string, unknown>): Promise<RunId>;
  close(): Promise<void>;
}

export async function apiUnderTest(
  options: { settings?: Partial<ApiSettings>; deps?: Partial<ApiDeps> } = {},
): Promise<ApiUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), "api-"));
  let ids = 0;
  const log: LoggedLine[] = [];
  const under: { now: number; as: Principal; log: LoggedLine[]; folder: string } = {
    now: Date.UTC(2026, 10, 22, 3, 2, 34, 143),
    as: USER,
    log,
    folder,
  };
  const store = await openSqliteStore({ folder: join(folder, "data"), now: () => under.now });
  const write = (level: string) => (fields: Record<string, unknown>, message: string) =>
    void log.push({ level, fields, message });
  const clock = { now: () => under.now, monotonic: () => under.now };
  const deps: ApiDeps = {
    store,
    agents: createAgentGateway({ store, tokens, clock }),
    artifacts: folderArtifactStore(join(folder, "artifacts")),
    seriesFiles: folderSeriesFiles(join(folder, "artifacts")),
    clock,
    ids: { runId: () => runId(++ids), uuid: () => (++ids).toString(16).padStart(32, "a"), token: () => "token" },
    logger: { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") },
    submission: plainSubmission,
    identify: async () => under.as,
    version: "0.1.0",
    installationKey: "0123456789abcdef0123456789abcdef",
    settings: { publicUrl: null, boundHost: "127.0.0.1", checkAnswers: true, ...options.settings },
    ...options.deps,
  };
  const app = await createApi(deps);
  const call = async (request: InjectOptions) => {
    const answer = await app.inject({ ...request, headers: { host: "localhost:8000", ...request.headers } });
    const json = String(answer.headers["content-type"] ?? "").startsWith("application/json");
    return {
      status: answer.statusCode,
      text: answer.payload,
      bytes: answer.rawPayload,
      body: json ? answer.json<unknown>() : undefined,
      headers: answer.headers as Record<string, unknown>,
    };
  };
  const self: ApiUnderTest = Object.assign(under, {
    app,
    deps,
    store,
    call,
    get: (url: string) => call({ method: "GET", url }),
    post: (url: string, payload?: unknown) =>
      call({ method: "POST", url, ...(payload === undefined ? {} : { payload: payload as Record<string, unknown> }) }),
    async newRun(body: Record<string, unknown> = {}) {
      const made = await self.post(`${P}/runs`, { is_managed: false, managed_by: "user", ...body });
      const uuid = parseRunId((made.body as { uuid: string }).uuid);
      if (made.status !== 201 || uuid === null) throw new Error(`a run was not made: ${made.text}`);
      return uuid;
    },
    async close() {
      await app.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  });
  await store.createProject({
    uuid: "d".repeat(32),
    name: "digits",
    description: null,
    tags: [],
    readme: null,
    user: null,
    createdAt: under.now,
  });
  return self;
}

export const runId = (number: number): RunId => number.toString(16).padStart(32, "0") as RunId;
export const tokens = createRunTokens(Buffer.alloc(32, 1));

/** The least that turns requests into runs: the real reading of operations has tests of its own. */
const plainSubmission: Submission = {
  async prepareSubmission(request) {
    if (request.content?.includes("not an operation") === true)
      return { kind: "refused", messages: ["line 1: not an operation"] };
    return { kind: "ready", notices: [], run: plainRun(request, { rawContent: request.content }) };
  },
  prepareClone: async (original, request) => ({
    kind: "ready",
    notices: [],
    run: plainRun(
      {
        ...request,
        project: original.project,
        managedBy: original.managedBy,
        metaInfo: {
          ...original.metaInfo,
          ...(request.kind === "copy" ? { copy_artifacts: { dirs: [original.uuid] } } : {}),
          ...request.metaInfo,
        },
      },
      { rawContent: request.content ?? original.rawContent, original: { uuid: original.uuid, kind: request.kind } },
    ),
  }),
  prepareResume: async (_original, request) =>
    request.content === "not an operation"
      ? { kind: "refused", messages: ["line 1: not an operation"] }
      : { kind: "ready", changes: request.content === undefined ? {} : { rawContent: request.content } },
  compileRun: (run) => ({
    kind: "compiled",
    set: { kind: "set", fields: { content: `compiled ${run.rawContent}` } },
    pending: null,
    skip: false,
    notices: [],
    matrix: null,
  }),
};

type PlainRequest = Pick<NewRun, "uuid" | "project" | "user" | "managedBy"> & {
  readonly name?: string | null;
  readonly tags?: readonly string[];
  readonly pending?: NewRun["pending"];
  readonly metaInfo?: NewRun["metaInfo"];
  readonly now: number;
};

const plainRun = (request: PlainRequest, rest: Partial<NewRun>): NewRun => ({
  uuid: request.uuid,
  project: request.project,
  name: request.name ?? null,
  description: null,
  tags: request.tags ?? [],
  user: request.user,
  kind: "job",
  runtime: rest.rawContent == null ? null : "job",
  managedBy: request.managedBy,
  pending: request.pending ?? null,
  rawContent: null,
  inputs: null,
  metaInfo: request.metaInfo ?? {},
  original: null,
  pipeline: null,
  controller: null,
  createdAt: request.now,
  ...rest,
});

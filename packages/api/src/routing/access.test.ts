import type { Store } from "@polyaxon/orchestrator";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runId } from "../../test/api-under-test.ts";
import type { ApiDeps } from "../api-deps.ts";
import { createApi } from "../create-api.ts";
import { ROUTES } from "../routes/routes.ts";
import type { AccessRule } from "./access.ts";
import type { Principal } from "./principal.ts";
import { type Route, route } from "./route.ts";

/*
 * I9: generated from the route table. Every route is called as every role, and the answer is compared with what its rule
 * says. The store below knows runs and nothing else: whether a call that passes then succeeds is not asked here.
 */
const OWN = runId(1);
const NEIGHBOUR = runId(2);
const FOREIGN = runId(3);
const PROJECT_OF: Readonly<Record<string, string>> = { [OWN]: "digits", [NEIGHBOUR]: "digits", [FOREIGN]: "elsewhere" };

const ROLES = {
  anonymous: { kind: "anonymous", reason: "who are you?" },
  user: { kind: "user", name: "ada", byToken: true },
  "own run": { kind: "run", run: OWN, attempt: 2 },
  "other run of the project": { kind: "run", run: NEIGHBOUR, attempt: 2 },
  "run of another project": { kind: "run", run: FOREIGN, attempt: 2 },
  "stale attempt of the run": { kind: "run", run: OWN, attempt: 1 },
  "run that does not exist": { kind: "run", run: runId(99), attempt: 1 },
  agent: { kind: "agent", name: "gpu-box" },
} as const satisfies Record<string, Principal>;
type Role = keyof typeof ROLES;

/** What each rule means, said once more and independently of the code that enforces it. */
const MAY: Readonly<Record<AccessRule, readonly Role[]>> = {
  public: Object.keys(ROLES) as Role[],
  user: ["user"],
  "project-read": ["user", "own run", "other run of the project"],
  "own-run": ["user", "own run"],
  agent: ["agent"],
};

let as: Principal = ROLES.anonymous;
let app: FastifyInstance;

const knowsRunsOnly = new Proxy({} as Store, {
  get: (_, method) =>
    method === "getRun" || method === "placeOf"
      ? async (uuid: string) => {
          const project = PROJECT_OF[uuid];
          return project === undefined
            ? null
            : { uuid, project, attempt: 2, status: "running", metaInfo: {}, pipeline: null, original: null };
        }
      : async () => {
          throw new Error("beyond the gate");
        },
});

const deps = {
  store: knowsRunsOnly,
  agents: new Proxy({}, { get: () => async () => Promise.reject(new Error("beyond the gate")) }),
  artifacts: new Proxy({}, { get: () => async () => Promise.reject(new Error("beyond the gate")) }),
  identify: async () => as,
  logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  clock: { now: () => 0, monotonic: () => 0 },
  installationKey: "0".repeat(32),
  settings: { publicUrl: null, boundHost: "127.0.0.1" },
} as unknown as ApiDeps;

beforeAll(async () => {
  app = await createApi(deps);
});
afterAll(() => app.close());

const VALUES: Readonly<Record<string, string>> = {
  owner: "default",
  project: "digits",
  uuid: OWN,
  namespace: "polyaxon",
  kind: "metric",
};
const addressOf = (one: Route): string => one.url.replaceAll(/:(\w+)/g, (_, name: string) => VALUES[name] ?? "x");

describe.each(ROUTES.map((one) => [`${one.method} ${one.url}`, one] as const))("%s", (_, one) => {
  it.each(Object.keys(ROLES) as Role[])(`keeps its rule (${one.access}) for: %s`, async (role) => {
    as = ROLES[role];
    const answer = await app.inject({ method: one.method, url: addressOf(one), headers: { host: "localhost" } });
    const refused = ["unauthenticated", "forbidden", "stale-attempt"].includes(
      String(answer.headers["x-polyaxon-code"]),
    );
    expect(!refused, `answered ${answer.statusCode} ${answer.payload.slice(0, 200)}`).toBe(
      MAY[one.access].includes(role),
    );
    if (refused) expect(answer.statusCode).toBe(role === "anonymous" ? 401 : 403);
  });
});

describe("the table", () => {
  it("lets nobody but people, a run itself and its agent change anything", () => {
    const may = new Set<AccessRule>(["user", "own-run", "agent"]);
    const open = ROUTES.filter((one) => one.method !== "GET" && !may.has(one.access));
    expect(open.map((one) => `${one.method} ${one.url}`)).toEqual([]);
  });

  it("is public only where nothing is said about anybody's work", () => {
    expect(ROUTES.filter((one) => one.access === "public").map((one) => one.url)).toEqual([
      "/healthz",
      "/api/v1/installation",
      "/api/v1/compatibility/:key/:version/:service",
      "/api/v1/openapi.json",
      "/schema/polyaxonfile.json",
    ]);
  });

  it("gives a run's own rule only to addresses that name a run", () => {
    for (const one of ROUTES) if (one.access === "own-run") expect(one.url).toContain("/runs/:uuid");
  });

  it("keeps agents to addresses of their own", () => {
    for (const one of ROUTES) if (one.access === "agent") expect(one.url).toMatch(/^\/agent\/v1\//);
  });
  it("registers no route without a rule, from the table or beside it", async () => {
    const without = route({
      method: "GET",
      url: "/open",
      access: undefined as unknown as AccessRule,
      summary: "",
      tag: "",
      success: { status: 200 },
      handle: async () => ({}),
    });
    await expect(createApi(deps, [without])).rejects.toThrow("/open states no access rule");
    const other = await createApi(deps, []);
    expect(() => other.get("/beside", () => ({}))).toThrow("/beside states no access rule");
    await other.close();
  });

  it("guards a route that is added beside the table", async () => {
    const other = await createApi(deps, []);
    other.get("/beside", { config: { access: "user" } }, () => ({}));
    as = ROLES.anonymous;
    expect((await other.inject({ url: "/beside", headers: { host: "localhost" } })).statusCode).toBe(401);
    await other.close();
  });
});

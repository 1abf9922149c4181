import { PassThrough } from "node:stream";
import { MOST_MERGED_INTO } from "@polyaxon/orchestrator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ApiUnderTest, apiUnderTest, runId } from "../../test/api-under-test.ts";
import { createIdentify } from "../security/identify.ts";

const RUN = runId(7);
const INSTANCE = "folder-0123456789";

describe("the agent protocol over HTTP", () => {
  let api: ApiUnderTest;
  beforeEach(async () => {
    api = await apiUnderTest();
    api.as = { kind: "agent", name: "gpu-box" };
  });
  afterEach(() => api.close());

  const register = (more: Record<string, unknown> = {}) =>
    api.post("/agent/v1/register", {
      version: "0.1.0",
      protocol: 1,
      slots: 2,
      queues: [],
      instance: INSTANCE,
      ...more,
    });
  const poll = (more: Record<string, unknown> = {}) =>
    api.post("/agent/v1/poll", { free_slots: 2, wait_ms: 0, ...more });
  const files = `/agent/v1/runs/${RUN}/attempts/1`;

  async function queued(): Promise<void> {
    await api.store.createRuns([
      {
        uuid: RUN,
        project: "digits",
        name: null,
        description: null,
        tags: [],
        user: null,
        kind: "job",
        runtime: "job",
        managedBy: "agent",
        pending: null,
        rawContent: "{}",
        inputs: null,
        metaInfo: {},
        original: null,
        pipeline: null,
        controller: null,
        createdAt: api.now,
      },
    ]);
    const [item] = await api.store.leaseDue({ now: api.now, limit: 1, perPipeline: 1, leaseMs: 1_000, token: "t" });
    if (item === undefined) throw new Error("nothing was due");
    await api.store.saveAll([
      {
        run: RUN,
        expectedVersion: item.run.version,
        leaseToken: "t",
        seq: item.seq,
        changes: [
          { kind: "set", fields: { content: '{"compiled":true}' } },
          { kind: "status", condition: { type: "compiled" } },
          { kind: "status", condition: { type: "queued" } },
        ],
        wakeAt: null,
        now: api.now,
      },
    ]);
  }

  async function claimed(): Promise<void> {
    await queued();
    await register();
    expect((await poll()).body).toMatchObject({ claims: [{ attempt: 1, content: '{"compiled":true}' }], stop: [] });
  }

  const bytes = (text: string) => ({
    payload: Buffer.from(text),
    headers: { "content-type": "application/octet-stream" },
  });
  const append = (text: string, length: number, keep?: number) =>
    api.call({
      method: "POST",
      url: `${files}/append?path=plxlogs/a.jsonl&length=${length}${keep === undefined ? "" : `&keep=${keep}`}`,
      ...bytes(text),
    });

  it("tells which agents are here by the server's clock, and of a queued run why none of them will take it", async () => {
    const asUser = async (url: string): Promise<unknown> => {
      const before = api.as;
      api.as = { kind: "user", name: "ada", byToken: true };
      const { body } = await api.get(url);
      api.as = before;
      return body;
    };
    const unserved = () => asUser(`/agent/v1/runs/${RUN}/unserved`);
    const states = async () =>
      ((await asUser("/agent/v1/agents")) as { results: { state: string }[] }).results.map(({ state }) => state);
    await queued();
    const why = "no agent is connected: start one with `polyaxon agent`, or the server without --no-agent";
    expect(await unserved()).toEqual({ waits: true, why });
    await api.store.createAgentToken({ hash: "h", agent: "gpu-box", now: api.now });
    await register();
    expect([await states(), await unserved()]).toEqual([["here"], { waits: true, why: null }]);
    api.now += 60_001;
    expect([await states(), await unserved()]).toEqual([["silent"], { waits: true, why }]);
    await poll();
    expect(await unserved(), "it took the run").toEqual({ waits: false, why: null });
    expect(await states()).toEqual(["here"]);
    await api.store.revokeAgentTokens("gpu-box");
    expect(await states()).toEqual(["revoked"]);
  });

  it("hands out work with a token for the attempt, takes reports, and frees the slot at the end", async () => {
    await claimed();
    const report = (kind: object) => api.post("/agent/v1/report", { reports: [{ run: RUN, attempt: 1, ...kind }] });
    expect((await report({ kind: "status", condition: { type: "running" } })).body).toEqual({
      acks: [{ run: RUN, attempt: 1, kind: "accepted" }],
    });
    const tracked = await api.post(`${files}/track`, { outputs: { loss: 0.5 }, comes_later: [1] });
    expect(tracked.body).toEqual({ kind: "accepted" });
    await report({ kind: "finished", outcome: { kind: "exited", exitCode: 0 } });
    expect(await api.store.getRun(RUN)).toMatchObject({ status: "succeeded", agent: null, outputs: { loss: 0.5 } });
    expect((await api.post(`${files}/track`, { outputs: { loss: 9 } })).body).toEqual({ kind: "stale" });
  });

  it("goes on with a run whose documents are too large to be merged into: only values are dropped", async () => {
    await claimed();
    await api.store.patchRun(RUN, { outputs: { a: "x".repeat(MOST_MERGED_INTO) } }, { now: api.now });
    expect((await api.post(`${files}/track`, { outputs: { b: 1 }, tags: ["kept"] })).body).toEqual({
      kind: "accepted",
    });
    const after = await api.store.getRun(RUN);
    expect([after?.tags, Object.keys(after?.outputs ?? {})]).toEqual([["kept"], ["a"]]);
  });

  it("lists what the agent holds again when it comes back", async () => {
    await claimed();
    expect((await register()).body).toMatchObject({
      held: [{ attempt: 1, run: { uuid: RUN } }],
      server: { version: "0.1.0", protocol: 1, oldest_agent: expect.any(String) as string },
    });
  });

  it("asks an agent that it does not know to register", async () => {
    expect((await poll()).body).toEqual({ claims: [], stop: [], register: true });
  });

  it("works with agents that say more or less than it knows, and refuses another major version", async () => {
    await queued();
    expect((await register({ gpus: ["a100"], version: undefined, protocol: undefined })).status).toBe(200);
    expect((await poll({ wait_ms: undefined, free_slots: 1, hint: "x" })).status).toBe(200);
    const refused = await register({ protocol: 2 });
    expect(refused).toMatchObject({ status: 409, headers: { "x-polyaxon-code": "agent-version" } });
    expect(refused.text).toContain("Update the server");
  });

  it("I4: refuses a second folder under one name", async () => {
    await claimed();
    const second = await register({ instance: "folder-9999999999" });
    expect(second).toMatchObject({ status: 409, headers: { "x-polyaxon-code": "agent-name-taken" } });
    expect(second.text).toContain("a name and a token of its own");
  });

  it("I4: a copy of the folder is refused while the original lives, and fences it off when that was silent for long", async () => {
    const session = (id: string, before: string) => ({ session: { id, before } });
    const call = (id: string) => ({ headers: { "x-polyaxon-agent-session": id } });
    await queued();
    await register(session("original", "unknown"));
    const claims = await api.call({
      method: "POST",
      url: "/agent/v1/poll",
      payload: { free_slots: 1, wait_ms: 0 },
      ...call("original"),
    });
    expect(claims.body).toMatchObject({ claims: [{ attempt: 1 }] });
    const waits = await register(session("the-copy", "unknown"));
    expect(waits).toMatchObject({ status: 409, headers: { "x-polyaxon-code": "agent-in-use" } });
    api.now += 30_000;
    await register(session("original", "itself"));
    const refused = await register(session("the-copy", "unknown"));
    expect(refused).toMatchObject({ status: 409, headers: { "x-polyaxon-code": "agent-name-taken" } });
    expect(refused.text).toContain("is alive");

    api.now += 60_000;
    expect((await register(session("other-copy", "unknown"))).body).toMatchObject({ held: [{ attempt: 1 }] });
    for (const url of ["/agent/v1/poll", "/agent/v1/report", `${files}/track`]) {
      const payload = url.endsWith("poll") ? { free_slots: 1 } : url.endsWith("report") ? { reports: [] } : {};
      const fenced = await api.call({ method: "POST", url, payload, ...call("original") });
      expect(fenced).toMatchObject({ status: 409, headers: { "x-polyaxon-code": "agent-superseded" } });
    }
    const list = await api.call({ method: "GET", url: `${files}/files`, ...call("original") });
    expect(list.headers["x-polyaxon-code"]).toBe("agent-superseded");
    expect((await register(session("original", "itself"))).headers["x-polyaxon-code"]).toBe("agent-superseded");
    expect((await api.call({ method: "GET", url: `${files}/files`, ...call("other-copy") })).status).toBe(200);
  });

  it("I4: tells a process that it follows one of a copy, when that is silent", async () => {
    const session = (id: string, before: string, earlier: string[]) => ({ session: { id, before, earlier } });
    await register(session("original-1", "ended", []));
    api.now += 61_000;
    expect((await register(session("copy-of-it", "unknown", ["original-1"]))).body).toMatchObject({
      after_another: false,
    });
    const back = session("original-2", "ended", ["original-1"]);
    expect((await register(back)).headers["x-polyaxon-code"]).toBe("agent-in-use");
    api.now += 61_000;
    expect((await register(back)).body).toMatchObject({ after_another: true });
  });

  it("I4: bytes that were long on the way are not added when their process was followed by another meanwhile", async () => {
    await queued();
    await register({ session: { id: "first-one", before: "ended", earlier: [] } });
    expect((await poll()).body).toMatchObject({ claims: [{ attempt: 1 }] });
    const body = new PassThrough();
    body.write("one\n");
    const adding = api.call({
      method: "POST",
      url: `${files}/append?path=plxlogs/a.jsonl&length=0`,
      payload: body,
      headers: {
        "content-type": "application/octet-stream",
        "content-length": "8",
        "x-polyaxon-agent-session": "first-one",
      },
    });
    // The request is under way: whatever is asked before its body has had its answer.
    await expect.poll(() => body.readableLength).toBe(0);
    await register({ session: { id: "second-one", before: "ended", earlier: ["first-one"] } });
    body.end("two\n");
    expect(await adding).toMatchObject({ status: 409, headers: { "x-polyaxon-code": "agent-superseded" } });
    expect((await api.get(`${files}/files`)).body).toEqual({ files: [] });
  });

  it("I4: an attempt that was claimed at another time is another one", async () => {
    await claimed();
    const at = (await api.store.getRun(RUN))?.claimedAt ?? 0;
    expect((await api.get(`${files}/files?claimed=${at}`)).status).toBe(200);
    expect((await api.get(`${files}/files?claimed=${at + 1}`)).headers["x-polyaxon-code"]).toBe("stale-attempt");
    const track = (claimedAt: number) => api.post(`${files}/track?claimed=${claimedAt}`, { outputs: { loss: 1 } });
    expect((await track(at + 1)).body).toEqual({ kind: "stale" });
    expect((await track(at)).body).toEqual({ kind: "accepted" });
  });

  it("lets an agent touch only what it holds", async () => {
    await claimed();
    api.as = { kind: "agent", name: "other-box" };
    const report = { kind: "finished", run: RUN, attempt: 1, outcome: { kind: "exited", exitCode: 0 } };
    expect((await api.post("/agent/v1/report", { reports: [report] })).body).toMatchObject({
      acks: [{ kind: "stale" }],
    });
    expect((await api.post(`${files}/track`, { outputs: { loss: 9 } })).body).toEqual({ kind: "stale" });
    expect(await append("x", 0)).toMatchObject({ status: 409, headers: { "x-polyaxon-code": "stale-attempt" } });
    expect((await api.get(`${files}/files`)).status).toBe(409);
    expect((await api.get(`${files}/file?path=a`)).status).toBe(409);
    const put = { method: "PUT" as const, url: `${files}/whole-file?path=a`, ...bytes("x") };
    expect((await api.call(put)).status).toBe(409);
    expect(await api.store.getRun(RUN)).toMatchObject({ status: "scheduled", agent: "gpu-box" });
  });

  it("adds to a log at a stated length: a repeat is noticed, a torn end is cut", async () => {
    await claimed();
    expect(await append("one\ntw", 0)).toMatchObject({ status: 200, body: { length: 6 } });
    expect(await append("one\ntw", 0)).toMatchObject({ status: 409, body: { length: 6 } });
    expect(await append("two\n", 6, 4)).toMatchObject({ status: 200, body: { length: 8 } });
    const tail = await api.get(`${files}/file?path=plxlogs/a.jsonl&tail=4`);
    expect(tail).toMatchObject({ text: "two\n", headers: { "x-polyaxon-length": "8" } });
    expect((await api.get(`${files}/file?path=plxlogs/none`)).status).toBe(404);
  });

  it("stores whole files, lists all of them, and never one outside the run", async () => {
    await claimed();
    const put = (path: string, text: string) =>
      api.call({ method: "PUT", url: `${files}/whole-file?path=${encodeURIComponent(path)}`, ...bytes(text) });
    expect((await put("outputs/deep/model.bin", "weights")).body).toEqual({ length: 7 });
    expect((await put("../other/x", "x")).status).toBe(400);
    expect((await api.get(`${files}/files`)).body).toEqual({ files: [{ path: "outputs/deep/model.bin", size: 7 }] });
  });

  it("says how large a piece may be", async () => {
    await claimed();
    const answer = await append("x".repeat(8 * 1024 * 1024 + 1), 0);
    expect(answer).toMatchObject({ status: 413, headers: { "x-polyaxon-code": "too-large" } });
  });

  it("makes tokens for people, and knows an agent by its token until that is revoked", async () => {
    api.as = { kind: "user", name: "ada", byToken: true };
    expect((await api.post("/agent/v1/tokens", { name: "local" })).status).toBe(400);
    expect((await api.post("/agent/v1/tokens", { name: "../x" })).status).toBe(400);
    const made = (await api.post("/agent/v1/tokens", { name: "gpu-box" })).body as { token: string };
    expect(made.token).toMatch(/^plxg_[-\w]{43}$/);
    const identify = createIdentify({
      runTokens: { verify: () => null },
      agentOfToken: (hash) => api.store.agentOfToken(hash),
      adminToken: "admin",
      userName: "ada",
      noAuth: true,
    });
    const sender = (token: string) =>
      identify({ headers: { authorization: `Token ${token}` } } as Parameters<typeof identify>[0]);
    expect(await sender(made.token)).toEqual({ kind: "agent", name: "gpu-box" });
    expect(await sender(`${made.token.slice(0, -1)}!`), "never a fallback to the account").toMatchObject({
      kind: "anonymous",
    });
    expect((await api.call({ method: "DELETE", url: "/agent/v1/tokens/gpu-box" })).body).toEqual({ revoked: 1 });
    expect(await sender(made.token)).toMatchObject({ kind: "anonymous" });
  });

  it("a wait for work ends when the server closes", async () => {
    await register();
    const waiting = poll({ wait_ms: 60_000 });
    const closing = api.app.close();
    expect((await waiting).body).toMatchObject({ claims: [], stop: [] });
    await closing;
  });
});

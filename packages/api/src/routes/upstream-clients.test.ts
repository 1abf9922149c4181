import { Readable } from "node:stream";
import { parseRunId } from "@polyaxon/orchestrator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiUnderTest, P, apiUnderTest } from "../../test/api-under-test.ts";

/* What only upstream's clients ask for, beside what every list and run page needs. */
const S = "/streams/v1/polyaxon/default/digits";
let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
  await api.post("/api/v1/default/projects/create", { name: "other" });
});
afterAll(() => api.close());

const uuidOf = (answer: { body: unknown }): string => (answer.body as { uuid: string }).uuid;
const resultsOf = (answer: { body: unknown }) => (answer.body as { results: Record<string, unknown>[] }).results;

describe("the content in the answer to a submission", () => {
  it("is the compiled operation for a client that uploads, whose run stays as it is", async () => {
    const made = await api.post(`${P}/runs`, { content: "version: 1.1", pending: "upload" });
    expect(made.body).toMatchObject({ pending: "upload", content: "compiled version: 1.1" });
    expect((await api.get(`${P}/runs/${uuidOf(made)}`)).body).toMatchObject({ status: "created", content: null });
  });

  it("comes once the scheduler has compiled a run that a command line executes, and again after its approval", async () => {
    const compile = async (): Promise<void> => {
      for (let due = 0; due === 0;) {
        const items = await api.store.leaseDue({ now: api.now, limit: 10, perPipeline: 10, leaseMs: 9, token: "t" });
        due = items.filter(({ run }) => run.managedBy === "cli").length;
        await api.store.saveAll(
          items.map(({ run, leaseToken, seq }) => ({
            run: run.uuid,
            expectedVersion: run.version,
            leaseToken,
            seq,
            now: api.now,
            wakeAt: null,
            changes: [
              { kind: "set", fields: { content: "compiled" } },
              { kind: "status", condition: { type: "compiled" } },
            ],
          })),
        );
      }
    };
    const [made] = await Promise.all([
      api.post(`${P}/runs`, { content: "version: 1.1", managed_by: "cli" }),
      compile(),
    ]);
    expect(made.body).toMatchObject({ managed_by: "cli", content: "compiled" });
    expect((await api.get(`${P}/runs/${uuidOf(made)}`)).body).toMatchObject({ status: "compiled" });
  });
});

describe("one run", () => {
  it("moves to another project with its lineage; an unknown one is refused", async () => {
    const uuid = await api.newRun({ name: "mover" });
    await api.post(`${P}/runs/${uuid}/lineage/artifacts`, { artifacts: [{ name: "data", kind: "file" }] });
    expect(await api.post(`${P}/runs/${uuid}/transfer`, { project: "default/other" })).toMatchObject({
      status: 200,
      body: {},
    });
    expect((await api.get(`${P}/runs/${uuid}`)).status).toBe(404);
    const there = `/api/v1/default/other/runs/${uuid}`;
    expect((await api.get(there)).body).toMatchObject({ project: "other", name: "mover" });
    expect(resultsOf(await api.get(`${there}/lineage/artifacts`))).toMatchObject([{ name: "data" }]);
    const refused = await api.post(`${there}/transfer`, { project: "nowhere" });
    expect(refused).toMatchObject({ status: 400, body: [expect.stringContaining("nowhere")] });
  });

  it("knows its clones, and has nothing to forget of a cache", async () => {
    const original = uuidOf(await api.post(`${P}/runs`, { content: "version: 1.1", name: "first" }));
    const clone = uuidOf(await api.post(`${P}/runs/${original}/restart`, {}));
    expect(resultsOf(await api.get(`${P}/runs/${original}/lineage/clones`))).toEqual([
      { uuid: clone, name: null, kind: "job", status: "created", runtime: "job", cloning_kind: "restart" },
    ]);
    expect(await api.post(`${P}/runs/${original}/invalidate`)).toMatchObject({ status: 200, body: {} });
  });

  it("has edges to other runs, which people and the run itself draw", async () => {
    const [uuid, data, model] = [await api.newRun(), await api.newRun({ name: "data" }), await api.newRun()];
    const edges = `${P}/runs/${uuid}/lineage/edges`;
    const dashed = data.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    const drawn = await api.post(edges, {
      edges: [
        { uuid: dashed, is_upstream: true, values: { rows: "outputs.rows" } },
        { run: model, is_upstream: false, values: null },
      ],
    });
    expect(drawn).toMatchObject({ status: 201, text: "" });
    const upstream = resultsOf(await api.get(`${P}/runs/${uuid}/lineage/upstream`));
    expect(upstream).toEqual([
      {
        values: { rows: "outputs.rows" },
        kind: "manual",
        statuses: null,
        upstream: { uuid: data, name: "data", kind: "job", runtime: null },
      },
    ]);
    expect(resultsOf(await api.get(`${P}/runs/${model}/lineage/upstream`))).toMatchObject([{ upstream: { uuid } }]);
    const page = await api.get(`${P}/runs/${uuid}/lineage/downstream?query=kind:manual&limit=1`);
    expect(page.body).toMatchObject({ count: 1, results: [{ downstream: { uuid: model } }] });
    expect(resultsOf(await api.get(`${P}/runs?query=upstream.name:data`))).toMatchObject([{ uuid }]);
    expect((await api.get(`${P}/runs/${uuid}/lineage/upstream?query=status:running`)).status).toBe(400);
    expect(await api.post(edges, { edges: [] })).toMatchObject({ status: 201 });
    expect(resultsOf(await api.get(`${P}/runs/${uuid}/lineage/upstream`))).toEqual([]);
  });

  it("has no edge to itself, to a run that is not there, or to one of another project", async () => {
    const uuid = await api.newRun();
    const elsewhere = uuidOf(await api.post("/api/v1/default/other/runs", { managed_by: "user" }));
    for (const [other, word] of [
      [uuid, "itself"],
      ["f".repeat(32), "no run"],
      [elsewhere, "no run"],
      ["x", "expected the uuid"],
    ] as const) {
      const refused = await api.post(`${P}/runs/${uuid}/lineage/edges`, {
        edges: [{ uuid: other, is_upstream: true }],
      });
      expect(refused.status, word).toBe(400);
      expect(refused.text).toContain(word);
    }
  });

  it("tells nobody of it through connections that are not there", async () => {
    const uuid = await api.newRun();
    const answer = await api.post(`${S}/runs/${uuid}/notify`, {
      name: "done",
      condition: { type: "succeeded", status: true },
      connections: ["slack"],
    });
    expect(answer).toMatchObject({ status: 400, body: { errors: expect.stringContaining("slack") as string } });
  });

  it("serves a file under all its addresses, and none outside of it", async () => {
    const uuid = await api.newRun();
    const file = await api.deps.artifacts.receive(Readable.from([Buffer.from("<b>")]), { maxBytes: 10 });
    await file.saveAs(uuid, "outputs/deep/page.html", { overwrite: true });
    for (const address of [
      "artifact?path=outputs/deep/page.html",
      "embedded_artifact?path=outputs%2Fdeep%2Fpage.html",
      "ro_artifact/outputs/deep/page.html",
    ]) {
      const answer = await api.get(`${S}/runs/${uuid}/${address}`);
      expect(answer, address).toMatchObject({ status: 200, text: "<b>" });
      expect(answer.headers["content-security-policy"]).toContain("sandbox");
    }
    for (const path of ["..%2f..%2fetc%2fpasswd", "outputs/%2e%2e/%2e%2e/x", "%2fetc%2fpasswd", "nothing"])
      expect((await api.get(`${S}/runs/${uuid}/ro_artifact/${path}`)).status, path).toBeGreaterThanOrEqual(400);
  });
});

describe("many runs", () => {
  it("have their artifacts in one list, or each name once", async () => {
    const uuids = [await api.newRun({ name: "a" }), await api.newRun({ name: "b" })];
    for (const uuid of uuids)
      await api.post(`${P}/runs/${uuid}/lineage/artifacts`, { artifacts: [{ name: "weights", kind: "model" }] });
    const all = await api.get(`${P}/runs/lineage/artifacts?query=name:weights&sort=-name`);
    expect(resultsOf(all).map(({ run }) => run)).toEqual(expect.arrayContaining(uuids));
    expect(resultsOf(all)[0]).toMatchObject({
      name: "weights",
      meta_info: { run: { uuid: expect.any(String) as string } },
    });
    expect(resultsOf(await api.get(`${P}/runs/artifacts_lineage?query=name:weights&mode=1`))).toEqual([
      { name: "weights", kind: "model", is_input: false },
    ]);
  });

  it("move together, and are invalidated together", async () => {
    const uuids = [await api.newRun(), await api.newRun()];
    expect((await api.post(`${P}/runs/invalidate`, { uuids })).status).toBe(200);
    expect((await api.post(`${P}/runs/transfer`, { uuids, project: "other" })).status).toBe(200);
    for (const uuid of uuids)
      expect((await api.store.getRun(parseRunId(uuid) ?? ("" as never)))?.project).toBe("other");
    expect((await api.post(`${P}/runs/transfer`, { uuids: [await api.newRun()], project: "nowhere" })).status).toBe(
      400,
    );
  });

  it("tell which params a metric hangs on", async () => {
    const params = [0, 1, 2, 3].map((lr) => ({ lr }));
    const answer = await api.post(`${S}/runs/multi/importance`, { params, metrics: [0, 2, 4, 6] });
    expect(answer).toMatchObject({ status: 200, body: { data: { lr: { importance: 1, correlation: 1 } } } });
    expect((await api.post(`${S}/runs/multi/importance`, { params: [], metrics: [] })).body).toEqual({ data: null });
  });
});

describe("statistics", () => {
  const stats = (query: string) => api.get(`/api/v1/default/stats-only/stats?${query}`);
  beforeAll(async () => {
    await api.post("/api/v1/default/projects/create", { name: "stats-only" });
    for (const status of ["running", "succeeded", "succeeded", null]) {
      const uuid = uuidOf(await api.post("/api/v1/default/stats-only/runs", { managed_by: "user" }));
      for (const type of status === null ? [] : status === "running" ? ["running"] : ["running", status]) {
        if (type === "succeeded") api.now += 2_000;
        await api.post(`/api/v1/default/stats-only/runs/${uuid}/statuses`, { condition: { type, status: true } });
      }
    }
  });

  it.each([
    ["mode=realtime", { pending: 1, running: 1, warning: 0 }],
    ["mode=analytics&kind=annotations&aggregate=progress", { done: 2, count: 4 }],
    [
      "mode=analytics&kind=annotations&aggregate=count&groupby=status",
      [
        { status: "succeeded", count: 2 },
        { status: "created", count: 1 },
        { status: "running", count: 1 },
      ],
    ],
    ["mode=analytics&kind=annotations&aggregate=count&groupby=project", [{ project: "stats-only", count: 4 }]],
    [
      "mode=analytics&kind=annotations&aggregate=avg,max,sum&groupby=duration",
      { duration__avg: 2, duration__max: 2, duration__sum: 4 },
    ],
    ["mode=analytics&kind=annotations&aggregate=avg&groupby=duration&query=status:running", { duration__avg: null }],
    [
      "mode=analytics&kind=series&aggregate=count&trunc=created_at.month",
      [{ trunc_time: "2026-11-01T00:00:00.000000Z", count: 4 }],
    ],
    [
      "mode=analytics&kind=series&aggregate=count&trunc=created_at.week",
      [{ trunc_time: "2026-11-16T00:00:00.000000Z", count: 4 }],
    ],
  ])("%s", async (query, expected) => {
    const { status, body } = await stats(query);
    expect(status).toBe(200);
    if (Array.isArray(expected)) expect(body).toEqual(expect.arrayContaining(expected as unknown[]));
    else expect(body).toEqual(expected);
  });

  it.each([
    "mode=stats",
    "mode=analytics&kind=annotations&aggregate=median&groupby=duration",
    "mode=analytics",
    "mode=analytics&kind=series&trunc=created_at.century",
  ])("refuses %s with what it expected", async (query) => {
    expect(await stats(query)).toMatchObject({ status: 400, body: [expect.stringContaining("expected")] });
  });
});

import { MOST_MERGED_INTO, type RunId } from "@polyaxon/orchestrator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiUnderTest, P, apiUnderTest, runId } from "../../test/api-under-test.ts";

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(() => api.close());

const patch = (uuid: string, payload: Record<string, unknown>) =>
  api.call({ method: "PATCH", url: `${P}/runs/${uuid}`, payload });

describe("creating a run", () => {
  it("answers the short object and stores a created run", async () => {
    const made = await api.post(`${P}/runs`, {
      content: "version: 1.1",
      name: "first",
      tags: ["a"],
      meta_info: { ttl: 5 },
    });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      uuid: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      kind: "job",
      name: "first",
      description: null,
      content: null,
      is_managed: true,
      managed_by: "agent",
      pending: null,
      meta_info: { ttl: 5 },
      tags: ["a"],
      settings: { namespace: "polyaxon" },
    });
    const stored = await api.get(`${P}/runs/${(made.body as { uuid: string }).uuid}`);
    expect(stored.body).toMatchObject({
      status: "created",
      owner: "default",
      project: "digits",
      user: "ada",
      raw_content: "version: 1.1",
      created_at: "2026-11-22T03:02:34.143000Z",
      started_at: null,
      live_state: 1,
      bookmarked: false,
    });
  });

  it("takes a run that the client tracks itself, with no content", async () => {
    const uuid = await api.newRun({ name: "tracked" });
    expect((await api.get(`${P}/runs/${uuid}`)).body).toMatchObject({
      managed_by: "user",
      is_managed: false,
      runtime: null,
      kind: "job",
    });
  });

  it("refuses a managed run without content, an operation that does not read, and an unknown project", async () => {
    expect(await api.post(`${P}/runs`, {})).toMatchObject({
      status: 400,
      body: { non_field_errors: [expect.any(String)] },
    });
    const refused = await api.post(`${P}/runs`, { content: "not an operation" });
    expect(refused).toMatchObject({ status: 400, body: ["line 1: not an operation"] });
    expect(refused.headers["x-polyaxon-code"]).toBe("invalid-operation");
    expect(await api.post("/api/v1/default/nowhere/runs", { content: "x" })).toMatchObject({
      status: 404,
      body: { detail: "Not found." },
    });
    expect(await api.post(`${P}/runs`, { content: "x", managed_by: "nobody" })).toMatchObject({
      status: 400,
      body: { managed_by: [expect.any(String)] },
    });
  });
});

describe("one run", () => {
  it("is found by a dashed uuid, by owner alone, and only in its own project", async () => {
    const uuid = await api.newRun();
    const dashed = `${uuid.slice(0, 8)}-${uuid.slice(8, 12)}-${uuid.slice(12, 16)}-${uuid.slice(16, 20)}-${uuid.slice(20)}`;
    expect(await api.get(`${P}/runs/${dashed}/`)).toMatchObject({ status: 200, body: { uuid } });
    expect(await api.get(`/api/v1/orgs/default/runs/${uuid}`)).toMatchObject({
      status: 200,
      body: { uuid, project: "digits" },
    });
    await api.post("/api/v1/default/projects/create", { name: "other" });
    expect((await api.get(`/api/v1/default/other/runs/${uuid}`)).status).toBe(404);
    for (const wrong of ["zzz", runId(0xffffff), "0".repeat(64), "%00"]) {
      expect(await api.get(`${P}/runs/${wrong}`), wrong).toMatchObject({ status: 404, body: { detail: "Not found." } });
    }
  });

  it("is patched by replacing, or by merging", async () => {
    const uuid = await api.newRun({ tags: ["a"] });
    await patch(uuid, { inputs: { lr: 0.1 }, outputs: { loss: 1 }, tags: ["b"], name: "n" });
    const merged = await patch(uuid, {
      outputs: { acc: 0.9 },
      tags: ["b", "c"],
      meta_info: { has_metrics: true },
      merge: true,
    });
    expect(merged).toMatchObject({
      status: 200,
      body: {
        name: "n",
        inputs: { lr: 0.1 },
        outputs: { loss: 1, acc: 0.9 },
        tags: ["b", "c"],
        meta_info: { has_metrics: true },
      },
    });
    const replaced = await patch(uuid, { outputs: { acc: 0.5 } });
    expect(replaced.body).toMatchObject({ outputs: { acc: 0.5 } });
    expect((replaced.body as { outputs: object }).outputs).not.toHaveProperty("loss");
  });

  it.each([{ merge: true }, { merge: false }])("lets no run say whose files it begins with: %j", async (how) => {
    const places = { upload_artifacts: "uploads", upload_run: runId(7), submitted_from: { host: "h", path: "/here" } };
    const uuid = await api.newRun({ managed_by: "agent", content: "version: 1.1", meta_info: places });
    const wanted = { upload_artifacts: "outputs", upload_run: runId(8), submitted_from: null, has_metrics: true };
    try {
      api.as = { kind: "run", run: uuid, attempt: 0 };
      const { body } = await patch(uuid, { meta_info: wanted, ...how });
      expect(body).toMatchObject({ meta_info: { ...places, has_metrics: true } });
    } finally {
      api.as = { kind: "user", name: "ada", byToken: false };
    }
    expect((await patch(uuid, { meta_info: wanted, ...how })).body).toMatchObject({ meta_info: wanted });
  });

  it("takes any object for a document, and nothing else", async () => {
    const uuid = await api.newRun();
    for (const outputs of [[1], "text", 7, true]) {
      const { status, body } = await patch(uuid, { outputs });
      expect(status).toBe(400);
      expect(body).toEqual({ outputs: [expect.stringContaining("expected record") as string] });
    }
    const outputs = { constructor: 1, toString: { prototype: [null] }, "": "", "a.b": 1e-7 };
    expect((await patch(uuid, { outputs })).body).toMatchObject({ outputs });
    expect((await patch(uuid, { outputs: null })).body).toMatchObject({ outputs: null });
  });

  it("is changed at its own address only", async () => {
    const uuid = await api.newRun();
    const payload = { name: "other" };
    const call = { method: "PATCH" as const, url: `/api/v1/default/elsewhere/runs/${uuid}`, payload };
    expect((await api.call(call)).status).toBe(404);
    expect((await patch(runId(0xffffff), payload)).status).toBe(404);
    expect((await api.get(`${P}/runs/${uuid}`)).body).not.toMatchObject(payload);
  });

  it("loses no key of twenty parallel merges", async () => {
    const uuid = await api.newRun();
    await Promise.all(Array.from({ length: 20 }, (_, i) => patch(uuid, { outputs: { [`k${i}`]: i }, merge: true })));
    const { body } = await api.get(`${P}/runs/${uuid}`);
    expect(Object.keys((body as { outputs: object }).outputs)).toHaveLength(20);
  });

  it("is not merged into without end", async () => {
    const uuid = await api.newRun();
    const large = { text: "x".repeat(MOST_MERGED_INTO) };
    await api.store.patchRun(uuid as RunId, { outputs: large }, { now: api.now });
    const answer = await patch(uuid, { outputs: { b: 1 }, merge: true });
    expect([answer.status, answer.headers["x-polyaxon-code"]]).toEqual([413, "document-too-large"]);
    expect(answer.body).toEqual({ detail: expect.stringContaining("without merge") as string });
    expect((await patch(uuid, { outputs: { b: 1 } })).status).toBe(200);
  });

  it("keeps NaN and infinities as Python sends them", async () => {
    const uuid = await api.newRun();
    const headers = { "content-type": "application/json" };
    const payload =
      '{"outputs": {"a": NaN, "b": -Infinity, "c": "NaN, really", "d": [Infinity, 1e400]}, "merge": true}';
    const answer = await api.call({ method: "PATCH", url: `${P}/runs/${uuid}`, headers, payload });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ outputs: { a: "NaN", b: "-Infinity", c: "NaN, really" } });
  });

  it("is deleted, and still found", async () => {
    const uuid = await api.newRun();
    expect(await api.call({ method: "DELETE", url: `${P}/runs/${uuid}` })).toMatchObject({ status: 204, text: "" });
    expect((await api.get(`${P}/runs/${uuid}`)).body).toMatchObject({ live_state: -1 });
  });
});

describe("listing runs", () => {
  beforeAll(async () => {
    await api.post("/api/v1/default/projects/create", { name: "many" });
    for (let i = 0; i < 5; i++) {
      api.now += 1000;
      await api.post("/api/v1/default/many/runs", { managed_by: "user", name: `run-${i}` });
    }
  });
  const list = async (query: string) => await api.get(`/api/v1/default/many/runs${query}`);
  const names = (answer: { body: unknown }) =>
    (answer.body as { results: { name: string }[] }).results.map((run) => run.name);

  it("pages with exact counts and absolute links that keep the other parameters", async () => {
    const first = await list("?limit=2&sort=name");
    expect(names(first)).toEqual(["run-0", "run-1"]);
    expect(first.body).toMatchObject({
      count: 5,
      next: "http://localhost:8000/api/v1/default/many/runs?limit=2&sort=name&offset=2",
      previous: null,
    });
    const last = await list("?limit=2&sort=name&offset=4");
    expect(names(last)).toEqual(["run-4"]);
    expect(last.body).toMatchObject({
      next: null,
      previous: "http://localhost:8000/api/v1/default/many/runs?limit=2&sort=name&offset=2",
    });
    expect(names(await list("?offset=50"))).toEqual([]);
    expect((await list("?no_page=true")).body).toMatchObject({ count: null, next: null, previous: null });
  });

  it("shows items in upstream's shape", async () => {
    const { body } = await list("?limit=1&sort=name");
    expect(Object.keys((body as { results: object[] }).results[0] ?? {})).toEqual(
      (
        "uuid name created_at updated_at started_at finished_at schedule_at wait_time duration kind runtime meta_info status " +
        "pipeline original is_managed managed_by pending inputs outputs tags settings user bookmarked resources"
      ).split(" "),
    );
  });

  it("does not hide old runs, and hides archived ones unless the query speaks of them", async () => {
    const { body } = await list("?sort=name&limit=1");
    const uuid = (body as { results: { uuid: string }[] }).results[0]?.uuid ?? "";
    await api.post(`/api/v1/default/many/runs/${uuid}/archive`);
    api.now += 400 * 86_400_000;
    expect((await list("")).body).toMatchObject({ count: 4 });
    expect((await list("?query=live_state:0")).body).toMatchObject({ count: 1 });
    expect((await list("?query=live_state:_any_")).body).toMatchObject({ count: 5 });
    await api.post(`/api/v1/default/many/runs/${uuid}/restore`);
    expect((await list("")).body).toMatchObject({ count: 5 });
  });

  it("filters, and says in a list what is wrong with a query or a number", async () => {
    expect(names(await list("?query=name:run-3"))).toEqual(["run-3"]);
    const wrong = await list("?query=nonsense:1");
    expect(wrong).toMatchObject({ status: 400, body: [expect.stringContaining("nonsense") as string] });
    expect(wrong.headers["x-polyaxon-code"]).toBe("invalid-query");
    expect(await list("?limit=x")).toMatchObject({ status: 400, body: [expect.stringContaining("limit") as string] });
    expect((await list("?limit=1&limit=2")).status).toBe(400);
    expect((await api.get("/api/v1/default/nowhere/runs")).status).toBe(404);
  });
});

import type { RunId } from "@polyaxon/orchestrator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiUnderTest, P, apiUnderTest, runId } from "../../test/api-under-test.ts";

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(() => api.close());

const act = (uuid: string, word: string, payload?: unknown) => api.post(`${P}/runs/${uuid}/${word}`, payload);
const run = async (uuid: string) => (await api.get(`${P}/runs/${uuid}`)).body as Record<string, unknown>;
const report = (uuid: string, condition: Record<string, unknown>, force?: boolean) =>
  act(uuid, "statuses", { condition: { status: true, ...condition }, ...(force === undefined ? {} : { force }) });
async function finished(status = "succeeded"): Promise<RunId> {
  const uuid = await api.newRun({ content: "version: 1.1" });
  await report(uuid, { type: "running" });
  await report(uuid, { type: status });
  return uuid;
}
/** As a scheduler and an agent would: queued, then taken. */
async function claimed(uuid: RunId): Promise<number> {
  const now = Date.now() + 60_000;
  const items = await api.store.leaseDue({ now, limit: 1000, perPipeline: 1000, leaseMs: 1, token: "test" });
  const item = items.find(({ run }) => run.uuid === uuid);
  if (item === undefined) throw new Error("the run was not due");
  const changes = [{ kind: "status", condition: { type: "queued" } }] as const;
  const { leaseToken, seq } = item;
  await api.store.saveAll([
    { run: uuid, expectedVersion: item.run.version, leaseToken, seq, changes, wakeAt: null, now },
  ]);
  const [claim] = await api.store.claim({ agent: "agent-1", limit: 1, queues: [], now });
  expect(claim?.run.uuid).toBe(uuid);
  return claim?.attempt ?? 0;
}

describe("statuses", () => {
  it("are reported and read back with their history", async () => {
    const uuid = await api.newRun();
    const reported = await report(uuid, {
      type: "running",
      reason: "PolyaxonClient",
      message: "go",
      last_update_time: "2026-11-22T03:02:34.143555+00:00",
    });
    expect(reported).toMatchObject({ status: 201, body: { status: null, status_conditions: null, meta_info: null } });
    const { body } = await api.get(`${P}/runs/${uuid}/statuses`);
    expect(body).toMatchObject({ uuid, status: "running", meta_info: {} });
    const { status_conditions: conditions } = body as { status_conditions: Record<string, unknown>[] };
    expect(conditions.map((one) => one["type"])).toEqual(["created", "running"]);
    expect(conditions[1]).toMatchObject({
      reason: "PolyaxonClient",
      message: "go",
      status: true,
      last_update_time: "2026-11-22T03:02:34.143Z",
    });
  });

  it("move a finished run only by force, and never by a run's own token", async () => {
    const uuid = await finished();
    await report(uuid, { type: "running" });
    expect(await run(uuid)).toMatchObject({ status: "succeeded" });
    await report(uuid, { type: "failed" }, true);
    expect(await run(uuid)).toMatchObject({ status: "failed" });
  });

  it("that do not exist, and times that are none, are field errors", async () => {
    const uuid = await api.newRun();
    for (const condition of [
      { type: "done" },
      { type: "__proto__x" },
      { type: "running", last_update_time: "yesterday" },
    ]) {
      expect(await report(uuid, condition)).toMatchObject({ status: 400, body: { condition: [expect.any(String)] } });
    }
    expect(await act(uuid, "statuses", {})).toMatchObject({ status: 400, body: { condition: [expect.any(String)] } });
    expect((await act(runId(0xffff), "statuses", { condition: { type: "running" } })).status).toBe(404);
  });

  it("of a run's own token: its end is a hint that the exit code decides", async () => {
    const uuid = await api.newRun({ managed_by: "agent", is_managed: true, content: "version: 1.1" });
    const attempt = await claimed(uuid);
    try {
      api.as = { kind: "run", run: uuid, attempt };
      expect((await report(uuid, { type: "running" })).status).toBe(201);
      expect((await report(uuid, { type: "succeeded" })).status).toBe(201);
      expect((await report(uuid, { type: "failed" }, true)).status).toBe(201);
      api.as = { kind: "run", run: uuid, attempt: attempt + 1 };
      const stale = await report(uuid, { type: "warning" });
      expect(stale).toMatchObject({ status: 403 });
      expect(stale.headers["x-polyaxon-code"]).toBe("stale-attempt");
    } finally {
      api.as = { kind: "user", name: "ada", byToken: false };
    }
    expect(await run(uuid)).toMatchObject({ status: "running" });
  });

  it("that claim what no agent executes are answered and not stored: such a run would never end", async () => {
    const uuid = await api.newRun({ managed_by: "agent", is_managed: true, content: "version: 1.1" });
    expect((await report(uuid, { type: "running" })).status).toBe(201);
    expect(await run(uuid)).toMatchObject({ status: "created" });
  });

  it("come with the namespace of the stream addresses", async () => {
    expect((await api.get(`${P}/runs/${await api.newRun()}/namespace`)).body).toEqual({ namespace: "polyaxon" });
  });
});

describe("actions on one run", () => {
  it("stop it at once while nothing runs, and ask its executor afterwards", async () => {
    const early = await api.newRun();
    // No body but a content type, as the Python client sends it.
    const stopped = await api.call({
      method: "POST",
      url: `${P}/runs/${early}/stop`,
      headers: { "content-type": "application/json" },
    });
    expect(stopped).toMatchObject({ status: 200, body: {} });
    expect(await run(early)).toMatchObject({ status: "stopped" });
    const running = await api.newRun();
    await report(running, { type: "running" });
    await act(running, "stop");
    expect(await run(running)).toMatchObject({ status: expect.stringMatching(/stopp/) as string });
    expect((await act(early, "stop")).status).toBe(200);
    expect((await act(runId(0xffff), "stop")).status).toBe(404);
  });

  it("skip and approve it", async () => {
    const skipped = await api.newRun();
    await act(skipped, "skip");
    expect(await run(skipped)).toMatchObject({ status: "skipped" });
    const held = await api.newRun({ pending: "upload" });
    expect(await run(held)).toMatchObject({ pending: "upload" });
    expect(await act(held, "approve")).toMatchObject({ status: 200, body: {} });
    expect(await run(held)).toMatchObject({ pending: null });
  });

  it("restart and copy it as a new run that names its original", async () => {
    const uuid = await finished();
    const again = await act(uuid, "restart", {});
    expect(again).toMatchObject({ status: 201, body: { project: "digits", original: { uuid, kind: "restart" } } });
    expect((again.body as { uuid: string }).uuid).not.toBe(uuid);
    expect(again.body).not.toHaveProperty("bookmarked");
    const copied = await act(uuid, "copy", { content: { params: { lr: { value: 0.9 } } }, name: "copy" });
    expect(copied).toMatchObject({ status: 201, body: { name: "copy", original: { uuid, kind: "copy" } } });
  });

  it("copy it with its files, but not with its history; a restart has what was uploaded", async () => {
    const uuid = await api.newRun({ content: "version: 1.1", meta_info: { upload_artifacts: "uploads" } });
    const write = (path: string) => api.deps.artifacts.write(uuid, path, [Buffer.from(path)], { maxBytes: 100 });
    for (const path of [
      "outputs/deep/model.pt",
      "note.txt",
      "uploads/train.py",
      "plxlogs/main",
      "events/metric/loss.plx",
    ])
      await write(path);
    const filesOf = async (word: string, payload: unknown) => {
      const { body } = await act(uuid, word, payload);
      const { uuid: made } = body as { uuid: string };
      const { body: tree } = await api.get(`/streams/v1/x/default/digits/runs/${made}/artifacts/tree`);
      const { dirs, files } = tree as { dirs: string[]; files: object };
      return [...dirs, ...Object.keys(files)].toSorted();
    };
    expect(await filesOf("copy", {})).toEqual(["note.txt", "outputs", "uploads"]);
    expect(await filesOf("restart", {})).toEqual(["uploads"]);
    const only = { meta_info: { copy_artifacts: { files: [`${uuid}/note.txt`], dirs: [`${uuid}/outputs/deep`] } } };
    expect(await filesOf("copy", only)).toEqual(["note.txt", "outputs", "uploads"]);
    const others = { meta_info: { copy_artifacts: { dirs: [`${"0".repeat(32)}/outputs`] } } };
    expect(await act(uuid, "copy", others)).toMatchObject({ status: 400 });
  });

  it("resume it only when it has finished", async () => {
    const uuid = await finished("failed");
    expect(await act(uuid, "resume")).toMatchObject({ status: 201, body: { uuid, status: "resuming" } });
    const refused = await act(uuid, "resume");
    expect(refused).toMatchObject({ status: 400, body: [expect.stringContaining("resuming") as string] });
    expect(await act(await finished(), "resume", { content: "not an operation" })).toMatchObject({
      status: 400,
      body: ["line 1: not an operation"],
    });
  });

  it("not resume what was deleted", async () => {
    const uuid = await finished();
    expect(await api.call({ method: "DELETE", url: `${P}/runs/${uuid}` })).toMatchObject({ status: 204 });
    const refused = await act(uuid, "resume");
    expect(refused).toMatchObject({ status: 400, body: [expect.stringContaining("deleted") as string] });
  });

  it("archive, restore and bookmark it", async () => {
    const uuid = await api.newRun();
    await act(uuid, "archive");
    expect(await run(uuid)).toMatchObject({ live_state: 0 });
    await act(uuid, "restore");
    expect(await run(uuid)).toMatchObject({ live_state: 1 });
    expect((await act(uuid, "bookmark")).status).toBe(201);
    expect(await run(uuid)).toMatchObject({ bookmarked: true });
    const unbookmark = () => api.call({ method: "DELETE", url: `${P}/runs/${uuid}/unbookmark` });
    expect((await unbookmark()).status).toBe(204);
    expect((await unbookmark()).status).toBe(404);
  });
});

describe("actions on many runs", () => {
  it("leave out unknown uuids, malformed ones and those of other projects", async () => {
    await api.post("/api/v1/default/projects/create", { name: "other" });
    const [a, b] = [await api.newRun(), await api.newRun()];
    const foreign = (await api.post("/api/v1/default/other/runs", { managed_by: "user" })).body as { uuid: string };
    const uuids = [a, b, foreign.uuid, runId(0xffff), "nonsense"];
    expect(await api.post(`${P}/runs/stop`, { uuids })).toMatchObject({ status: 200, body: {} });
    expect(await run(a)).toMatchObject({ status: "stopped" });
    expect(await run(b)).toMatchObject({ status: "stopped" });
    expect((await api.get(`/api/v1/default/other/runs/${foreign.uuid}`)).body).toMatchObject({ status: "created" });
    await api.post(`${P}/runs/tag`, { uuids, tags: ["x", "x"] });
    expect(await run(a)).toMatchObject({ tags: ["x"] });
  });

  it("delete by a DELETE with a body", async () => {
    const uuid = await api.newRun();
    const answer = await api.call({ method: "DELETE", url: `${P}/runs/delete`, payload: { uuids: [uuid] } });
    expect(answer).toMatchObject({ status: 200, body: {} });
    expect(await run(uuid)).toMatchObject({ live_state: -1 });
  });

  it("need a list of uuids", async () => {
    for (const payload of [undefined, {}, { uuids: "x" }, { uuids: [1] }]) {
      expect((await api.post(`${P}/runs/skip`, payload)).status).toBe(400);
    }
  });
});

describe("lineage", () => {
  const items = async (uuid: string, query = "") =>
    ((await api.get(`${P}/runs/${uuid}/lineage/artifacts${query}`)).body as { results: Record<string, unknown>[] })
      .results;

  it("takes today's form and both older ones, and replaces by name and state", async () => {
    const uuid = await api.newRun({ name: "r" });
    const model = { name: "model", kind: "model", path: "outputs/m", summary: { framework: "sk" }, is_input: false };
    const posted = await act(uuid, "lineage/artifacts", { artifacts: [model] });
    expect(posted).toMatchObject({ status: 201, text: "" });
    await act(uuid, "lineage/artifacts", { ...model, path: "outputs/m2" });
    await act(uuid, "artifacts_lineage", [{ name: "data", kind: "data", is_input: true, summary: { hash: "abc" } }]);
    expect(await items(uuid, "?sort=name")).toEqual([
      expect.objectContaining({
        name: "data",
        is_input: true,
        state: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      }) as object,
      { ...model, path: "outputs/m2", state: uuid, run: uuid, meta_info: { run: { name: "r", uuid } } },
    ]);
    expect((await api.get(`${P}/runs/${uuid}/lineage/artifacts/names?query=name:model`)).body).toMatchObject({
      results: [{ name: "model" }],
    });
    expect(await api.get(`${P}/runs/${uuid}/lineage/artifacts/model`)).toMatchObject({
      status: 200,
      body: { path: "outputs/m2" },
    });
    expect((await api.get(`${P}/runs/${uuid}/lineage/artifacts/%25`)).status).toBe(404);
    const forget = () => api.call({ method: "DELETE", url: `${P}/runs/${uuid}/lineage/artifacts/model` });
    expect((await forget()).status).toBe(204);
    expect((await forget()).status).toBe(404);
  });

  it("refuses kinds that clients do not know", async () => {
    const uuid = await api.newRun();
    expect(await act(uuid, "lineage/artifacts", { artifacts: [{ name: "a", kind: "surprise" }] })).toMatchObject({
      status: 400,
    });
    expect(await items(uuid)).toEqual([]);
  });
});

describe("bringing in an offline run", () => {
  const offline = {
    uuid: "ab".repeat(16),
    name: "offline",
    owner: "someone",
    project: "else",
    created_at: "2026-01-02T03:04:05.678901+00:00",
    started_at: "2026-01-02T03:04:06.000000+00:00",
    finished_at: "2026-01-02T03:05:06+00:00",
    wait_time: 1.0,
    duration: "60.5",
    managed_by: "user",
    is_managed: false,
    status: "succeeded",
    status_conditions: [
      {
        type: "created",
        status: true,
        last_update_time: "2026-01-02T03:04:05.678Z",
        last_transition_time: "2026-01-02T03:04:05.678Z",
      },
      {
        type: "succeeded",
        status: true,
        last_update_time: "2026-01-02T03:05:06Z",
        last_transition_time: "2026-01-02T03:05:06Z",
      },
    ],
    meta_info: { has_metrics: true },
    inputs: { lr: 1 },
    outputs: { loss: 0.5 },
  };

  it("keeps its uuid, times and history, once", async () => {
    expect(await api.post(`${P}/runs/sync`, offline)).toMatchObject({
      status: 201,
      body: {
        uuid: offline.uuid,
        project: "digits",
        status: "succeeded",
        created_at: "2026-01-02T03:04:05.678000Z",
        started_at: "2026-01-02T03:04:06.000000Z",
        finished_at: "2026-01-02T03:05:06.000000Z",
        duration: 60.5,
        outputs: { loss: 0.5 },
        managed_by: "user",
      },
    });
    const { body } = await api.get(`${P}/runs/${offline.uuid}/statuses`);
    expect((body as { status_conditions: object[] }).status_conditions).toHaveLength(2);
    expect(await api.post(`${P}/runs/sync`, offline)).toMatchObject({
      status: 400,
      body: [expect.stringContaining("exists") as string],
    });
  });

  it("needs a uuid, a status and times that are some", async () => {
    for (const [field, value] of [
      ["uuid", "x"],
      ["status", "done"],
      ["created_at", "then"],
    ] as const) {
      expect(await api.post(`${P}/runs/sync`, { ...offline, uuid: "cd".repeat(16), [field]: value })).toMatchObject({
        status: 400,
        body: { [field]: [expect.any(String)] },
      });
    }
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiUnderTest, P, apiUnderTest } from "../../test/api-under-test.ts";
import { openEvents, type Received } from "../../test/server-sent-events.ts";

let api: ApiUnderTest;
let base: string;
beforeAll(async () => {
  api = await apiUnderTest();
  base = await api.app.listen({ host: "127.0.0.1", port: 0 });
  await api.post("/api/v1/default/projects/create", { name: "other" });
});
afterAll(() => api.close());

let uuid: string;
beforeEach(async () => {
  uuid = await api.newRun();
});
const listen = (query = "", headers: Record<string, string> = {}) =>
  openEvents(`${base}${P}/runs/events${query}`, headers);
const report = (type: string, run = uuid) =>
  api.post(`${P}/runs/${run}/statuses`, { condition: { type, status: true } });
const versionsIn = ({ data }: Received) =>
  new Map((data as { runs: { uuid: string; version: number }[] }).runs.map((run) => [run.uuid, run.version]));
const versionOf = async (run = uuid) => (await api.store.getRun(run as never))?.version;

describe("changes of runs", () => {
  it("are told with the version that a reader finds", async () => {
    const stream = await listen();
    expect(await stream.next()).toMatchObject({ event: "reset", data: {} });
    await report("running");
    const told = await stream.next();
    expect(told.event).toBe("runs");
    expect(versionsIn(told).get(uuid)).toBe(await versionOf());
    stream.close();
  });

  it("are told of one project, to whom asked of these runs", async () => {
    const elsewhere = (await api.post("/api/v1/default/other/runs", { is_managed: false, managed_by: "user" })).body;
    const foreign = (elsewhere as { uuid: string }).uuid;
    const neighbour = await api.newRun();
    const stream = await listen(`?runs=${uuid}`);
    await stream.next();
    await api.post(`/api/v1/default/other/runs/${foreign}/statuses`, { condition: { type: "running", status: true } });
    await report("running", neighbour);
    await report("running");
    expect([...versionsIn(await stream.next()).keys()]).toEqual([uuid]);
    stream.close();
  });

  it("go on behind the event that was seen last, and else begin with a reset", async () => {
    const first = await listen();
    const { id } = await first.next();
    first.close();
    await report("running");
    const witness = await listen("", { "last-event-id": id ?? "" });
    const seen = await witness.next();
    expect(versionsIn(seen).get(uuid)).toBe(await versionOf());
    const again = await listen(`?last_event_id=${seen.id}`);
    await report("succeeded");
    expect(versionsIn(await again.next()).get(uuid)).toBe(await versionOf());
    for (const unknown of ["", "elsewhere.1", `${seen.id}9`, "x"])
      expect((await (await listen("", { "last-event-id": unknown })).next()).event).toBe("reset");
    witness.close();
    again.close();
  });

  it("are refused for a project that is not there and for runs that are none", async () => {
    expect((await fetch(`${base}/api/v1/default/nowhere/runs/events`)).status).toBe(404);
    expect((await fetch(`${base}${P}/runs/events?runs=x`)).status).toBe(400);
  });
});

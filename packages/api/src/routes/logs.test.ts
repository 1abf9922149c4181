import { encodeLogLine } from "@polyaxon/tracking";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiUnderTest, P, apiUnderTest } from "../../test/api-under-test.ts";

let api: ApiUnderTest;
let uuid: string;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(() => api.close());
beforeEach(async () => {
  uuid = await api.newRun();
});

const S = (path: string) => `/streams/v1/polyaxon/default/digits/runs/${uuid}/${path}`;
const put = (path: string, text: string) =>
  api.deps.artifacts.write(uuid, path, [Buffer.from(text)], { maxBytes: 1e8 });

describe("logs", () => {
  const MICROS = Date.UTC(2026, 10, 22, 3) * 1000;
  const lines = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) =>
      encodeLogLine({
        timestampMicros: MICROS + from + i,
        node: "local",
        pod: "p",
        container: "polyaxon-main",
        value: `line ${from + i}`,
        offset: 7,
        eol: true,
      }),
    ).join("");
  const finish = () => api.post(`${P}/runs/${uuid}/statuses`, { condition: { type: "succeeded", status: true } });
  type Logs = { logs: Record<string, unknown>[]; last_time: string | null };

  it("are polled by time while a run goes on, and end when it has finished", async () => {
    await api.post(`${P}/runs/${uuid}/statuses`, { condition: { type: "running", status: true } });
    expect((await api.get(S("logs"))).body).toEqual({
      logs: [],
      last_time: expect.any(String) as string,
      last_file: null,
      files: [],
    });
    await put("plxlogs/main.jsonl", lines(0, 3));
    const first = (await api.get(S("logs"))).body as Logs;
    expect(first.logs[0]).toEqual({
      timestamp: "2026-11-22T03:00:00.000000+00:00",
      node: "local",
      pod: "p",
      container: "polyaxon-main",
      value: "line 0",
    });
    expect(first.last_time).toBe("2026-11-22T03:00:00.000002+00:00");
    // As the Python client sends it back: without a colon in the offset, its plus lost in the query.
    const cursor = "2026-11-22T03:00:00.000002 0000";
    expect((await api.get(S(`logs?last_time=${encodeURIComponent(cursor)}`))).body).toMatchObject({
      logs: [],
      last_time: first.last_time,
    });
    await put("plxlogs/main.jsonl", lines(0, 5));
    await finish();
    expect((await api.get(S("logs?last_time=2026-11-22T03:00:00.000002%2B0000"))).body).toMatchObject({
      logs: [{ value: "line 3" }, { value: "line 4" }],
      last_time: null,
    });
    expect((await api.get(S("logs?last_time=then"))).status).toBe(400);
  });

  it("are followed by cursor", async () => {
    await put("plxlogs/main.jsonl", lines(0, 5));
    type Window = { lines: { value: string; eol: boolean }[]; cursor: string; done: boolean };
    const next = async (query: string) => (await api.get(S(`logs/lines${query}`))).body as Window;
    const first = await next("?limit=3");
    expect(first).toMatchObject({ done: false, lines: [{ value: "line 0", eol: true }, {}, {}] });
    const second = await next(`?limit=3&cursor=${first.cursor}`);
    expect(second.lines.map((line) => line.value)).toEqual(["line 3", "line 4"]);
    expect(second.done).toBe(false);
    await finish();
    expect(await next(`?cursor=${second.cursor}`)).toMatchObject({ lines: [], done: true });
    expect((await api.get(S("logs/lines?cursor=nonsense"))).status).toBe(400);
  });
});

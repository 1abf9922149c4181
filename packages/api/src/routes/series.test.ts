import { createSeriesSealer, type RunId } from "@polyaxon/orchestrator";
import { type ChartLine, decodeAnswer, encodePointBlock, type SeriesPoints, sealBlocks } from "@polyaxon/tracking";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiUnderTest, apiUnderTest, USER } from "../../test/api-under-test.ts";

const S = "/streams/v1/polyaxon/default/digits/runs";
let api: ApiUnderTest;
let run: RunId;
beforeAll(async () => {
  api = await apiUnderTest();
});
beforeEach(async () => {
  api.as = USER;
  run = await api.newRun();
});
afterAll(() => api.close());

const add = (series: unknown, more: object = {}, to: RunId = run) => api.post(`${S}/${to}/series`, { series, ...more });
const upTo = (length: number, of: (at: number) => number, from = 0): number[] =>
  Array.from({ length }, (_, at) => of(at + from));

async function addPacked(series: readonly SeriesPoints[], to: RunId = run) {
  const payload = Buffer.from(encodePointBlock(series));
  const headers = { "content-type": "application/octet-stream", "content-length": String(payload.length) };
  return await api.call({ method: "POST", url: `${S}/${to}/series/packed`, payload, headers });
}

async function charts(body: object): Promise<ReturnType<typeof decodeAnswer>> {
  const answer = await api.post(`${S}/multi/series`, { runs: [run], names: ["loss"], buckets: 50, ...body });
  expect(answer.status).toBe(200);
  return decodeAnswer(answer.bytes);
}
const line = async (body: object = {}): Promise<ChartLine | undefined> => (await charts(body))[0]?.line;
const pointsOf = (drawn: ChartLine | undefined) =>
  drawn?.kind === "points" ? [...drawn.steps].map((step, at) => [step, drawn.values[at]]) : drawn?.kind;

const sealer = (more: Partial<Parameters<typeof createSeriesSealer>[0]> = {}) =>
  createSeriesSealer({
    store: api.store,
    files: api.deps.seriesFiles,
    seal: sealBlocks,
    clock: api.deps.clock,
    ids: api.deps.ids,
    logger: api.deps.logger,
    ...more,
  });
const unsealed = async () => (await api.store.seriesBlocks(run, { after: null, maxPoints: 1e6 })).length;

describe("points that a client adds", () => {
  it("are drawn, and their last values are outputs", async () => {
    const added = await add([
      { name: "loss", steps: [0, 1, 2], values: [0.5, "NaN", 0.25] },
      { name: "acc", steps: [0], values: [0.75], times: [1_700_000_000_000_000] },
    ]);
    expect(added).toMatchObject({ status: 200, body: { series: 2, points: 4 } });
    const [loss, acc] = await charts({ names: ["loss", "acc", "none"] });
    expect(pointsOf(loss?.line)).toEqual([
      [0, 0.5],
      [1, Number.NaN],
      [2, 0.25],
    ]);
    expect(acc).toMatchObject({ run: 0, name: 1, window: { from: 0, to: 0, buckets: 50 } });
    expect((await api.store.getRun(run))?.outputs).toEqual({ loss: 0.25, acc: 0.75 });
  });

  it("may come as bytes, and mean the same", async () => {
    const steps = Float64Array.from(upTo(1_000, (at) => at));
    const values = steps.map((step) => Math.sin(step));
    const times = steps.map((step) => 1.7e15 + step);
    expect(await addPacked([{ name: "loss", steps, times, values }])).toMatchObject({
      status: 200,
      body: { points: 1_000 },
    });
    const other = await api.newRun();
    await add([{ name: "loss", steps: [...steps], values: [...values] }], {}, other);
    const [packed, plain] = await charts({ runs: [run, other] });
    expect(packed?.line.kind).toBe("envelope");
    expect(plain?.line).toEqual(packed?.line);
  });

  it("are one transaction, however many series there are; so are many items of lineage", async () => {
    let commits = 0;
    const unsubscribe = api.store.subscribe(({ runs }) => (commits += Number(runs.includes(run))));
    const many = upTo(300, (at) => at).map((at) => ({
      name: `m${at}`,
      steps: upTo(10, Number),
      values: upTo(10, Number),
    }));
    expect((await add(many)).body).toEqual({ series: 300, points: 3_000 });
    expect(commits).toBe(1);
    const artifacts = upTo(300, (at) => at).map((at) => ({ name: `file${at}`, kind: "file", path: `f${at}` }));
    await api.post(`/api/v1/default/digits/runs/${run}/lineage/artifacts`, { artifacts });
    expect(commits).toBe(2);
    unsubscribe();
    expect(await unsealed()).toBe(1);
  });

  it("in a burst tell the run once; the sweep tells it the rest when nothing else comes", async () => {
    const before = api.now;
    for (const at of upTo(20, Number)) await add([{ name: "loss", steps: [at], values: [at] }]);
    expect((await api.store.getRun(run))?.outputs).toEqual({ loss: 0 });
    await sealer().sweep();
    expect((await api.store.getRun(run))?.outputs, "it may go on").toEqual({ loss: 0 });
    api.now = before + 1_000;
    await sealer().sweep();
    expect((await api.store.getRun(run))?.outputs).toEqual({ loss: 19 });
    expect(pointsOf(await line())).toHaveLength(20);
    expect((await api.get(`/api/v1/default/digits/runs?query=metrics_max.loss:19, uuid:${run}`)).body).toMatchObject({
      count: 1,
    });
    api.now = before;
  });

  it("as Python writes them keep their infinities", async () => {
    const payload = '{"series":[{"name":"loss","steps":[0,1],"values":[NaN,-Infinity]}]}';
    const headers = { "content-type": "application/json" };
    expect(await api.call({ method: "POST", url: `${S}/${run}/series`, payload, headers })).toMatchObject({
      status: 200,
    });
    expect(pointsOf(await line())).toEqual([
      [0, Number.NaN],
      [1, -Infinity],
    ]);
    expect((await api.store.getRun(run))?.outputs).toEqual({ loss: "-Infinity" });
  });

  it.each([
    ["a name with a slash", [{ name: "a/b", steps: [0], values: [0] }], "no name of a series"],
    ["a name that objects have", [{ name: "__proto__", steps: [0], values: [0] }], "no name of a series"],
    [
      "a name twice",
      [
        { name: "a", steps: [0], values: [0] },
        { name: "a", steps: [0], values: [0] },
      ],
      "named twice",
    ],
    ["columns of unlike length", [{ name: "a", steps: [0, 1], values: [0] }], "2 steps and 1 values"],
    ["a time beyond reason", [{ name: "a", steps: [0], values: [0], times: [1e300] }], "2^53 microseconds"],
    ["a step that is no number", [{ name: "a", steps: ["x"], values: [0] }], "steps"],
  ])("are refused whole for %s", async (_what, series, said) => {
    const refused = await add([{ name: "fine", steps: [0], values: [1] }, ...series]);
    expect(refused.status).toBe(400);
    expect(refused.text).toContain(said);
    expect(await unsealed()).toBe(0);
  });

  it("as bytes are refused when they are not what they should be, or come without their length", async () => {
    const headers = { "content-type": "application/octet-stream" };
    const send = (payload: Buffer) => api.call({ method: "POST", url: `${S}/${run}/series/packed`, payload, headers });
    expect(await send(Buffer.from("no block"))).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining("PLXS") as string },
    });
    const tooLong = { ...headers, "content-length": String(17 * 1024 * 1024) };
    expect(
      await api.call({ method: "POST", url: `${S}/${run}/series/packed`, payload: "x", headers: tooLong }),
    ).toMatchObject({ status: 413 });
    expect(await unsealed()).toBe(0);
  });

  it("belong to an attempt, and only the newest may add", async () => {
    expect(await add([{ name: "loss", steps: [0], values: [1] }], { attempt: 3 })).toMatchObject({
      status: 403,
      headers: { "x-polyaxon-code": "stale-attempt" },
    });
    api.as = { kind: "run", run: await api.newRun(), attempt: 0 };
    expect(await add([{ name: "loss", steps: [0], values: [1] }])).toMatchObject({ status: 403 });
    api.as = { kind: "run", run, attempt: 0 };
    expect(await add([{ name: "loss", steps: [0], values: [1] }])).toMatchObject({ status: 200 });
  });
});

describe("sealing", () => {
  it("changes nothing of what is drawn", async () => {
    for (let batch = 0; batch < 5; batch += 1) {
      const steps = upTo(9_000, (at) => at, batch * 9_000);
      await add([
        { name: "loss", steps, values: steps.map((step) => (step === 31_111 ? 1e6 : Math.cos(step))) },
        { name: "back", steps: steps.toReversed(), values: steps },
      ]);
    }
    const asked = [
      {},
      { names: ["back"] },
      { from: 31_000, to: 31_300 },
      { from: -5, to: 1e9, buckets: 7 },
      { buckets: 4_096 },
    ];
    const before = await Promise.all(asked.map(charts));
    await sealer().sealRun(run);
    expect(await unsealed()).toBe(0);
    expect(await Promise.all(asked.map(charts))).toEqual(before);
    const steps = upTo(100, (at) => at, 45_000);
    await add([{ name: "loss", steps, values: steps }]);
    expect(pointsOf(await line({ from: 44_998, to: 45_001 }))).toEqual([
      [44_998, Math.cos(44_998)],
      [44_999, Math.cos(44_999)],
      [45_000, 45_000],
      [45_001, 45_001],
    ]);
    const spike = await line({ buckets: 3 });
    expect(spike?.kind === "envelope" && spike.max[2]).toBe(1e6);
  });

  it("keeps apart what is drawn one after the other: many names of many runs, all of them and a part", async () => {
    const names = Array.from({ length: 23 }, (_, at) => `name-${at}`);
    const runs = [run, await api.newRun(), await api.newRun()];
    const steps = Float64Array.from(upTo(3_000, (at) => at));
    const valueOf = (place: number, name: number, step: number): number => place * 1e9 + name * 1e6 + step;
    for (const [place, each] of runs.entries()) {
      await addPacked(
        names.map((name, at) => ({ name, steps, times: steps, values: steps.map((step) => valueOf(place, at, step)) })),
        each,
      );
      await sealer().sealRun(each);
    }
    // Two buckets are mostly told by the nodes of a part, and read at their border only.
    for (const window of [{}, { from: 1_000, to: 1_999 }, { from: 1_500, to: 1_510 }, { buckets: 2 }]) {
      const lines = await charts({ runs, names, ...window });
      expect(lines).toHaveLength(runs.length * names.length);
      for (const { line: drawn, name, run: place, window: drawnWindow } of lines) {
        const { from, to } = drawnWindow;
        const [first, last] = drawn.kind === "points" ? [drawn.values, drawn.values] : [drawn.first, drawn.last];
        expect([first[0], last.at(-1)]).toEqual([valueOf(place, name, from), valueOf(place, name, to)]);
        if (drawn.kind === "envelope") expect([drawn.min, drawn.max]).toEqual([drawn.first, drawn.last]);
      }
    }
  });

  it("that is cut off after its chunk was written loses and doubles nothing", async () => {
    await add([{ name: "loss", steps: [0, 1], values: [1, 2] }]);
    const store = { ...api.store, sealSeries: async () => await Promise.reject(new Error("killed")) };
    await expect(sealer({ store }).sealRun(run)).rejects.toThrow("killed");
    expect((await api.deps.seriesFiles.list(run)).length).toBe(1);
    expect(pointsOf(await line())).toEqual([
      [0, 1],
      [1, 2],
    ]);
    await sealer().sealRun(run);
    expect(pointsOf(await line())).toEqual([
      [0, 1],
      [1, 2],
    ]);
    // What nobody names goes when it is old enough.
    api.now = Date.now() + 2 * 3_600_000;
    await sealer().sealRun(run);
    expect((await api.deps.seriesFiles.list(run)).map(({ chunk }) => chunk)).toEqual(await api.store.seriesChunks(run));
  });

  it("by two at once is done by one", async () => {
    await add([{ name: "loss", steps: [0, 1], values: [1, 2] }]);
    await Promise.all([sealer().sealRun(run), sealer().sealRun(run)]);
    expect(pointsOf(await line())).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect((await api.deps.seriesFiles.list(run)).length).toBe(1);
  });
});

describe("uploaded files of events", () => {
  const header = "step|timestamp|metric";
  const row = (step: number | string, value: string) => `\n${step}|2026-11-22 03:02:34.277333+00:00|${value}`;
  const upload = async (text: string) =>
    await api.deps.artifacts.write(run, "events/metric/loss.plx", [Buffer.from(text)], { maxBytes: 1e6 });

  it("are drawn as they are now, whether they grew or were replaced", async () => {
    await upload(header + row(0, "1.0") + row(1, "nan"));
    expect(pointsOf(await line())).toEqual([
      [0, 1],
      [1, Number.NaN],
    ]);
    await upload(header + row(0, "1.0") + row(1, "nan") + row(2, "inf"));
    expect(pointsOf(await line())).toEqual([
      [0, 1],
      [1, Number.NaN],
      [2, Infinity],
    ]);
    await upload(header + row(0, "7.0") + row(1, "8.0") + row(2, "9.0") + row(3, "10.0"));
    expect(pointsOf(await line())).toEqual([
      [0, 7],
      [1, 8],
      [2, 9],
      [3, 10],
    ]);
    await upload(header + row("", "5.0") + row("", "6.0"));
    expect(pointsOf(await line())).toEqual([
      [0, 5],
      [1, 6],
    ]);
  });

  it("give way to points that were added under their name", async () => {
    await upload(header + row(0, "1.0"));
    await add([{ name: "loss", steps: [0], values: [2] }]);
    expect(pointsOf(await line())).toEqual([[0, 2]]);
  });
});

describe("charts of many runs", () => {
  it("share a window for each name, and keep the places of what was asked", async () => {
    const other = await api.newRun();
    await add([{ name: "loss", steps: [0, 10], values: [1, 2] }]);
    await add(
      [
        { name: "loss", steps: [5, 20], values: [3, 4] },
        { name: "acc", steps: [7], values: [5] },
      ],
      {},
      other,
    );
    const lines = await charts({ runs: [run, "f".repeat(32), other], names: ["acc", "loss"] });
    expect(lines.map(({ run: of, name, window }) => [of, name, window.from, window.to])).toEqual([
      [0, 1, 0, 20],
      [2, 0, 7, 7],
      [2, 1, 0, 20],
    ]);
  });

  it("are refused beyond their bounds", async () => {
    const ask = (body: object) => api.post(`${S}/multi/series`, { runs: [run], names: ["loss"], ...body });
    expect((await ask({ buckets: 70_000 })).status).toBe(400);
    expect((await ask({ from: 2, to: 1 })).status).toBe(400);
    expect((await ask({ runs: Array.from({ length: 201 }, () => run) })).status).toBe(400);
  });
});

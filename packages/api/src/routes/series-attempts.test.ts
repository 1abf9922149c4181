import { createSeriesSealer, type RunId } from "@polyaxon/orchestrator";
import { decodeAnswer, sealBlocks } from "@polyaxon/tracking";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiUnderTest, apiUnderTest, runId } from "../../test/api-under-test.ts";

const S = "/streams/v1/polyaxon/default/digits/runs";
const RUN: RunId = runId(7_000);
const AGENT = "gpu-box";
let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
  await api.store.createRuns([
    {
      ...{ uuid: RUN, project: "digits", name: null, description: null, tags: [], user: null, kind: "job" },
      ...{ runtime: "job", managedBy: "agent", pending: null, rawContent: "{}", inputs: null, metaInfo: {} },
      ...{ original: null, pipeline: null, controller: null, createdAt: api.now },
    } as const,
  ]);
});
afterAll(() => api.close());

/** Compiles, queues and claims the run, as the scheduler and an agent do. */
async function begin(): Promise<number> {
  const [item] = await api.store.leaseDue({ now: api.now, limit: 1, perPipeline: 1, leaseMs: 1_000, token: "t" });
  if (item === undefined) throw new Error("nothing was due");
  const statuses = ["compiled", "queued"] as const;
  await api.store.saveAll([
    {
      ...{ run: RUN, expectedVersion: item.run.version, leaseToken: "t", seq: item.seq, wakeAt: null, now: api.now },
      changes: [
        { kind: "set", fields: { content: "{}" } },
        ...statuses.map((type) => ({ kind: "status", condition: { type } }) as const),
      ],
    },
  ]);
  const [claim] = await api.store.claim({ agent: AGENT, limit: 1, queues: [], now: api.now });
  if (claim === undefined) throw new Error("nothing was claimed");
  return claim.attempt;
}

/** The attempt fails, is resumed and claimed anew, while what it sent is still on its way. */
async function nextAttempt(attempt: number): Promise<number> {
  const failed = { kind: "finished", run: RUN, attempt, outcome: { kind: "exited", exitCode: 1 } } as const;
  await api.store.report(AGENT, [failed], api.now);
  expect(await api.store.resumeRun(RUN, {}, api.now)).toBe("resumed");
  return await begin();
}

const STEPS = 40;
const valueOf = (attempt: number, step: number): number => attempt * 1_000 + step;

/** A batch of an attempt; whether it was taken. */
async function add(attempt: number, from: number, count: number): Promise<boolean> {
  const steps = Array.from({ length: count }, (_, at) => from + at);
  const series = ["loss", "acc"].map((name) => ({ name, steps, values: steps.map((step) => valueOf(attempt, step)) }));
  const answer = await api.post(`${S}/${RUN}/series`, { attempt, series });
  if (answer.status !== 200) expect([answer.status, answer.headers["x-polyaxon-code"]]).toEqual([403, "stale-attempt"]);
  return answer.status === 200;
}

/** Points that came twice, of one attempt, are drawn as one. */
const distinct = (points: readonly (readonly (number | undefined)[])[]) => [
  ...new Map(points.map((point) => [point.join(), point])).values(),
];

async function shown(name: string) {
  const drawn = decodeAnswer((await api.post(`${S}/multi/series`, { runs: [RUN], names: [name] })).bytes)[0]?.line;
  if (drawn?.kind !== "points") throw new Error("expected points");
  const chart = Array.from(drawn.steps, (step, at) => [step, drawn.values[at]]);
  const { body } = await api.get(`${S}/${RUN}/events/metric?names=${name}&orient=dict`);
  const { metric, step } = (body as { data: [{ data: { step: number[]; metric: number[] } }] }).data[0].data;
  return { chart: distinct(chart), events: distinct(step.map((each, at) => [each, metric[at]])) };
}

it("the points of attempts that write one series at the same time: the last attempt wins where it has been, and late ones are refused", async () => {
  const sealer = createSeriesSealer({ files: api.deps.seriesFiles, seal: sealBlocks, ...api.deps });
  const expected = new Map<number, number>();
  let attempt = await begin();
  for (let round = 0; round < 4; round += 1) {
    const late = attempt;
    const taken: [number, number, number][] = [];
    const send = async (of: number, from: number, count: number): Promise<void> => {
      if (await add(of, from, count)) taken.push([of, from, count]);
    };
    const width = STEPS - round * 8;
    const early = Array.from({ length: width / 4 }, (_, at) => send(late, at * 4, 4));
    const [next] = await Promise.all([nextAttempt(late), ...early, sealer.sealRun(RUN)]);
    attempt = next;
    await Promise.all([
      ...Array.from({ length: width / 4 - 1 }, (_, at) => send(next, at * 4 + 1, 3)),
      ...Array.from({ length: 5 }, (_, at) => send(late, at * 4, 4)),
      sealer.sealRun(RUN),
    ]);
    expect(await add(late, 0, 4)).toBe(false);
    for (const [of, from, count] of taken.toSorted(([a], [b]) => a - b))
      for (let step = from; step < from + count; step += 1) expected.set(step, valueOf(of, step));
    const points = [...expected].sort(([a], [b]) => a - b);
    for (const name of ["loss", "acc"]) expect(await shown(name)).toEqual({ chart: points, events: points });
  }
  await sealer.sealRun(RUN);
  const points = [...expected].sort(([a], [b]) => a - b);
  expect(await shown("loss")).toEqual({ chart: points, events: points });
  expect(new Set(points.map(([, value]) => Math.floor(value / 1_000))).size).toBeGreaterThan(2);
});

it("an output is the last word of the newest attempt, whatever an earlier one still says", async () => {
  const late = (await api.store.getRun(RUN))?.attempt ?? 0;
  await add(late, 30, 1);
  const [next] = await Promise.all([nextAttempt(late), add(late, 31, 1), add(late, 32, 1)]);
  expect(await add(next, 2, 1)).toBe(true);
  expect(await add(late, 33, 1)).toBe(false);
  api.now += 5_000;
  await createSeriesSealer({ files: api.deps.seriesFiles, seal: sealBlocks, ...api.deps }).sweep();
  expect((await api.store.getRun(RUN))?.outputs).toEqual({ loss: valueOf(next, 2), acc: valueOf(next, 2) });
});

import { createSeriesSealer, type RunId } from "@polyaxon/orchestrator";
import { sealBlocks } from "@polyaxon/tracking";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiUnderTest, apiUnderTest } from "../../test/api-under-test.ts";

const S = "/streams/v1/polyaxon/default/digits/runs";
let api: ApiUnderTest;
let run: RunId;
beforeAll(async () => {
  api = await apiUnderTest();
  run = await api.newRun();
});
afterAll(() => api.close());

const add = (name: string, steps: readonly number[], values: readonly (number | string)[]) =>
  api.post(`${S}/${run}/series`, { series: [{ name, steps, values, times: steps.map(() => 5_000_000) }] });
const events = async (more = "") => {
  const answer = await api.get(`${S}/${run}/events/metric?names=loss,none,kept${more}`);
  return (answer.body as { data: { name: string; data: unknown }[] }).data;
};

it("metrics that came in batches are events as well, sealed or not; an uploaded file says more", async () => {
  await add("loss", [1, 2], [0.5, "NaN"]);
  const sealer = createSeriesSealer({
    store: api.store,
    files: api.deps.seriesFiles,
    seal: sealBlocks,
    clock: api.deps.clock,
    ids: api.deps.ids,
    logger: api.deps.logger,
  });
  await sealer.sealRun(run);
  expect(await api.store.seriesBlocks(run, { after: null, maxPoints: 10 })).toHaveLength(0);
  await add("loss", [3, 0], [0.25, 1]);
  await add("kept", [0], [7]);
  const file = "step|timestamp|metric\n0|1970-01-01 00:00:09+00:00|8.0";
  await api.deps.artifacts.append(run, "events/metric/kept.plx", Buffer.from(file), { length: 0 });
  expect(await events()).toEqual([
    {
      name: "loss",
      kind: "metric",
      data: {
        step: [0, 1, 2, 3],
        timestamp: Array.from({ length: 4 }, () => "1970-01-01 00:00:05+00:00"),
        metric: [1, 0.5, "NaN", 0.25],
      },
    },
    { name: "kept", kind: "metric", data: { step: [0], timestamp: ["1970-01-01 00:00:09+00:00"], metric: [8] } },
  ]);
  expect((await events("&orient=csv"))[0]?.data).toBe(
    "step|timestamp|metric\n" +
      [1, 0.5, "nan", 0.25]
        .map((value, step) => `${step}|1970-01-01 00:00:05+00:00|${value === 1 ? "1.0" : value}`)
        .join("\n"),
  );
});

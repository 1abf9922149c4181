import type { Store } from "@polyaxon/orchestrator";
import { logsMany, logsPoints, newRun, runId } from "./harness.ts";

/** Run as a process of its own: writes until it is killed, and prints the number of each run that is acknowledged. */
const [, , module = "", options = "{}"] = process.argv;
const { open } = (await import(module)) as { open(options: unknown): Promise<Store> };
const store = await open(JSON.parse(options));

const blockOf = (last: number) => {
  const times = { firstStep: 0, lastStep: 0, firstTime: 0, lastTime: 0 };
  return {
    points: 1,
    bytes: new Uint8Array(8),
    summaries: [{ ...times, name: "loss", points: 1, min: last, max: last, last }],
  };
};

const NOW = Date.now();
const manyParams = (value: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`p${at}`, value + at]));

async function writeForEver(from: number, step: number): Promise<never> {
  for (let index = from; ; index += step) {
    await store.createRuns([newRun(index)]);
    await store.patchRun(runId(index), { merge: true, outputs: { index } }, { now: index });
    for (const last of logsMany(index) ? [index, index + 1] : [])
      await store.patchRun(runId(index), { inputs: manyParams(last) }, { now: NOW });
    // Within one second: the run is told of the first at once, the second waits.
    for (const last of logsPoints(index) ? [index, -index] : [])
      await store.appendSeries(runId(index), blockOf(last), { now: index });
    process.stdout.write(`${index}\n`);
  }
}

await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((from) => writeForEver(from, 8)));

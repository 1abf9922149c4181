// A program that logs a lot: a million points of fifty metrics. They go to disk at once, and in batches to the server; the
// program waits for neither, and a server that is away is sent them when it is back.
import { setImmediate as nextTurn } from "node:timers/promises";
import { connect, tracking } from "polyaxon";

const STEPS = Number(process.argv[2] ?? 20_000);
const METRICS = 50;

tracking.init({ project: "sdk", name: "many-metrics", tags: ["example"] });
const started = performance.now();
for (let step = 0; step < STEPS; step += 1) {
  for (let metric = 0; metric < METRICS; metric += 1)
    tracking.logMetric(`wave_${metric}`, Math.sin(step / 500 + metric), { step });
  // Sending happens between turns of the event loop: a program that never yields sends at its end.
  if (step % 100 === 0) await nextTurn();
}
const logged = performance.now();
await tracking.end();
const seconds = (from, to) => ((to - from) / 1000).toFixed(1);
console.log(
  `logged ${STEPS * METRICS} points in ${seconds(started, logged)} s, ended ${seconds(logged, performance.now())} s later`,
);

const run = await connect().runs("sdk").get(tracking.runUuid);
console.log(
  run.name,
  run.status,
  "with",
  Object.keys(run.outputs).length,
  "metrics; wave_0 ends at",
  run.outputs.wave_0,
);

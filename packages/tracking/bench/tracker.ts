/**
 * What the tracker costs a training loop, beside two floors measured in the same run: keeping the value in an array, and one
 * append to a file for each value (what a tracker without a buffer would do). Run: `npx tsx packages/tracking/bench/tracker.ts`.
 * Budgets: init < 10 ms, at most 2 microseconds per logged value.
 */
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeLogLine, parseEventFile } from "../src/index.ts";
import { createTracking } from "../src/tracker/tracking.ts";

const VALUES = 1_000_000;
const folder = mkdtempSync(join(tmpdir(), "tracker-bench-"));
const uuid = "0".repeat(32);
const tracking = createTracking({
  env: { PATH: process.env["PATH"], POLYAXON_RUN_INSTANCE: `o.p.runs.${uuid}`, POLYAXON_ARTIFACTS_ROOT: folder },
  cwd: () => process.cwd(),
  now: () => Date.now(),
});

function micros(count: number, work: (i: number) => unknown): number {
  const start = performance.now();
  for (let i = 0; i < count; i++) work(i);
  return ((performance.now() - start) * 1000) / count;
}

function print(name: string, value: number, unit: string, note = ""): void {
  process.stdout.write(`${name.padEnd(44)}${value.toFixed(3).padStart(10)} ${unit.padEnd(10)}${note}\n`);
}

try {
  const kept: number[] = [];
  const push = micros(VALUES, (i) => kept.push(i * 0.001));
  const append = micros(20_000, (i) => appendFileSync(join(folder, "floor"), `\n${i}|${i * 0.001}`));

  const init = micros(1, () => tracking.init());
  print("init", init / 1000, "ms", "budget 10; git and environment are read later");
  const first = micros(VALUES, (i) => tracking.logMetric("loss", i * 0.001, { step: i }));
  print(
    "one metric, with step",
    first,
    "us/value",
    `budget 2; array push ${push.toFixed(3)}, appendFileSync ${append.toFixed(3)}`,
  );
  const names = Array.from({ length: 50 }, (_, i) => [`m${i}`, 0] as const);
  const many = micros(VALUES / 50, (i) => {
    tracking.logMetrics(Object.fromEntries(names.map(([name]) => [name, i * 0.5])), { step: i });
  });
  print("50 metrics in one call", many / 50, "us/value", "budget 2");
  const start = performance.now();
  tracking.flush();
  print("last flush", performance.now() - start, "ms");

  const text = "step|timestamp|metric" + "\n12|2026-11-22 03:02:34.277333+00:00|0.12345".repeat(VALUES);
  print("parseEventFile", micros(1, () => parseEventFile("metric", text)) / VALUES, "us/row");
  const source = { node: "n", pod: "plx-operation-1", container: "polyaxon-main" };
  const value = "epoch 12: loss 0.123 accuracy 0.98";
  const stringify = micros(VALUES, () =>
    JSON.stringify({ timestamp: "2026-11-22T03:02:34.273668+00:00", ...source, value }),
  );
  const encode = micros(VALUES, (i) => {
    const { node, pod, container } = source;
    return encodeLogLine({ timestampMicros: 1_795_316_554_000_000 + i * 7, node, pod, container, value });
  });
  print("encodeLogLine", encode, "us/line", `goal 1; JSON.stringify of the object ${stringify.toFixed(3)}`);
} finally {
  // After the tracker's own exit handler, which writes what was put off.
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
}

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type MetricPoints, metricPoints } from "./metric-points.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "points-"))));
afterEach(() => rmSync(folder, { recursive: true }));

it("times keep their microseconds, and those without a zone are of UTC", async () => {
  const path = join(folder, "times.plx");
  const second = 1_767_323_045_000_000;
  const times: readonly [string, number][] = [
    ["2026-01-02 03:04:05.678901+00:00", second + 678_901],
    ["2026-01-02 03:04:05.6+00:00", second + 600_000],
    ["2026-01-02T03:04:05.000001Z", second + 1],
    ["2026-01-02 03:04:05.000001", second + 1],
    ["2026-01-02T05:04:05.123456789+0200", second + 123_456],
    ["2026-01-02 03:04:05", second],
  ];
  writeFileSync(path, times.map(([text], step) => `${step}|${text}|1`).join("\n"));
  const found: number[] = [];
  for await (const some of metricPoints(path, 100)) found.push(...some.times);
  expect(found).toEqual(times.map(([, micros]) => micros));
});

it("rows of a metric's file are read some at a time; what is no row is passed over", async () => {
  const path = join(folder, "loss.plx");
  const time = "1970-01-01 00:00:05+00:00";
  writeFileSync(
    path,
    `step|timestamp|metric\n0|${time}|0.5\n|${time}|nan\n7|${time}|-inf\ntorn|${time}|1\n8|${time}|\n8|${time}|constructor\n9|${time}|2\n10|${time}|+inf`,
  );
  const found: MetricPoints[] = [];
  for await (const some of metricPoints(path, 2)) found.push(some);
  expect(found).toEqual([
    { steps: [0, 1], values: [0.5, "NaN"], times: [5e6, 5e6] },
    { steps: [7, 9], values: ["-Infinity", 2], times: [5e6, 5e6] },
    { steps: [10], values: ["Infinity"], times: [5e6] },
  ]);
});

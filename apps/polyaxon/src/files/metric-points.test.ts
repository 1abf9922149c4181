import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type MetricPoints, metricPoints } from "./metric-points.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "points-"))));
afterEach(() => rmSync(folder, { recursive: true }));

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

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeOfflineRecord } from "./offline-record.ts";
import { createRecorder } from "./recorder.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "offline-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const spool = (): string => join(folder, ".tracking/spool.jsonl");
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));
const END = {
  uuid: "0123456789abcdef0123456789abcdef",
  owner: "default",
  project: "digits",
  about: { name: "first", tags: ["a"] },
  status: "failed",
  startedAt: Date.UTC(2026, 10, 22, 3, 0, 0),
  finishedAt: Date.UTC(2026, 10, 22, 3, 0, 2, 345),
};

it("a run is kept as a server would know it: what was logged, with the last values and summaries of its metrics", () => {
  const recorder = createRecorder({ folder, spool: spool(), now: () => 0, warn: () => undefined });
  recorder.record({ type: "inputs", values: { lr: 0.1 } });
  recorder.record({ type: "inputs", values: { layers: 2 } });
  recorder.record({ type: "tags", tags: ["b", "a"] });
  recorder.record({ type: "name", name: "renamed" });
  const artifact = { name: "model", kind: "model", path: "outputs/m", summary: {}, is_input: false } as const;
  recorder.record({ type: "artifact", artifact });
  for (const [step, value] of [3, 2, Number.NaN].entries()) recorder.metric("train/loss", value, step, null);
  recorder.flush();
  writeOfflineRecord(folder, spool(), END);
  expect(read("run.plx.json")).toMatchObject({
    uuid: END.uuid,
    project: "digits",
    name: "renamed",
    tags: ["a", "b"],
    inputs: { lr: 0.1, layers: 2 },
    outputs: { train__loss: "NaN" },
    meta_info: { has_metrics: true },
    managed_by: "user",
    status: "failed",
    created_at: "2026-11-22T03:00:00.000Z",
    finished_at: "2026-11-22T03:00:02.345Z",
    duration: 2.35,
    status_conditions: [{ type: "running" }, { type: "failed" }],
  });
  expect(read("lineages.plx.json")).toEqual([
    artifact,
    expect.objectContaining({
      name: "train__loss",
      kind: "metric",
      path: "events/metric/train__loss.plx",
      summary: expect.objectContaining({ is_event: true, step: { count: 3, min: 0, max: 2 } }) as unknown,
    }),
  ]);
});

it("a run that logged nothing is kept all the same", () => {
  writeOfflineRecord(folder, spool(), { ...END, project: null, about: {} });
  expect(read("run.plx.json")).toMatchObject({ project: null, name: null, inputs: {}, status: "failed" });
  expect(() => read("lineages.plx.json")).toThrow("ENOENT");
});

import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeEventRow, encodeSpoolRecord, eventFileHeader, type SpoolRecord } from "@polyaxon/tracking";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { createEventCollector } from "./event-collector.ts";
import { writeResourceSample } from "./resource-sampler.ts";
import { createSpoolReader } from "./spool-reader.ts";

const uuid = "a".repeat(32);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plx-collect-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

const row = (step: number, value: number): string => encodeEventRow("metric", { step, timestamp: 1e15 + step, value });
const failOnUnreadable = (path: string, error: unknown): never => {
  throw new Error(path, { cause: error });
};

describe("the event collector", () => {
  it("turns new events into lineage and last values, each once", async () => {
    mkdirSync(join(folder, "events", "metric"), { recursive: true });
    const path = join(folder, "events", "metric", "loss.plx");
    writeFileSync(path, eventFileHeader("metric") + row(1, 0.5) + row(2, 0.25));
    const events = createEventCollector({ uuid, folder }, failOnUnreadable);
    expect(await events.collect()).toMatchObject({
      outputs: { loss: 0.25 },
      artifacts: [
        {
          name: "loss",
          kind: "metric",
          path: "events/metric/loss.plx",
          state: uuid,
          isInput: false,
          summary: { is_event: true },
        },
      ],
    });
    expect(await events.collect()).toBeNull();
    appendFileSync(path, row(3, 0.125));
    expect(await events.collect()).toMatchObject({
      outputs: { loss: 0.125 },
      artifacts: [{ summary: { step: { count: 3, max: 3 } } }],
    });
  });

  it("reads a file that was replaced by a shorter one from its beginning", async () => {
    mkdirSync(join(folder, "events", "metric"), { recursive: true });
    const path = join(folder, "events", "metric", "loss.plx");
    writeFileSync(path, eventFileHeader("metric") + row(1, 0.5) + row(2, 0.25));
    const events = createEventCollector({ uuid, folder }, failOnUnreadable);
    await events.collect();
    writeFileSync(path, eventFileHeader("metric") + row(1, 9));
    expect(await events.collect()).toMatchObject({
      outputs: { loss: 9 },
      artifacts: [{ summary: { step: { count: 1 } } }],
    });
  });

  it("keeps resources out of the outputs", async () => {
    const sample = { cpuPercent: 12.345, memoryBytes: 1024, hostMemoryBytes: 4096, at: 1_700_000_000_000 };
    await writeResourceSample(folder, sample);
    await writeResourceSample(folder, { ...sample, cpuPercent: 50 });
    const collected = await createEventCollector({ uuid, folder }, failOnUnreadable).collect();
    expect(collected?.outputs).toBeUndefined();
    expect(collected?.artifacts?.find(({ name }) => name === "cpu")).toMatchObject({
      kind: "system",
      path: "resources/metric/cpu.plx",
      summary: { metric: { count: 2, last: 50, min: 12.35 } },
    });
    expect(collected?.artifacts?.find(({ name }) => name === "memory")).toMatchObject({
      summary: { metric: { last: 25 } },
    });
  });

  it("lets an event keep its name against a resource", async () => {
    await writeResourceSample(folder, { cpuPercent: 1, memoryBytes: 1, hostMemoryBytes: 2, at: 0 });
    mkdirSync(join(folder, "events", "metric"), { recursive: true });
    writeFileSync(join(folder, "events", "metric", "cpu.plx"), eventFileHeader("metric") + row(1, 7));
    const collected = await createEventCollector({ uuid, folder }, failOnUnreadable).collect();
    expect(collected?.artifacts?.filter(({ name }) => name === "cpu")).toMatchObject([{ kind: "metric" }]);
  });

  it("finds nothing in a run without events", async () => {
    expect(await createEventCollector({ uuid, folder }, failOnUnreadable).collect()).toBeNull();
  });
});

describe("the spool reader", () => {
  const append = (...records: readonly SpoolRecord[]): void =>
    appendFileSync(join(folder, "tracking.jsonl"), records.map(encodeSpoolRecord).join(""));

  it("merges whole records in order and waits for the rest of a cut one", async () => {
    const spool = createSpoolReader(join(folder, "tracking.jsonl"), uuid);
    expect(await spool.collect()).toBeNull();
    append(
      { type: "outputs", values: { a: 1, b: 1 } },
      { type: "outputs", values: { b: 2 } },
      { type: "tags", tags: ["x"] },
      { type: "name", name: "n" },
    );
    const torn = encodeSpoolRecord({ type: "meta", values: { done: true } });
    appendFileSync(join(folder, "tracking.jsonl"), torn.slice(0, 9));
    expect(await spool.collect()).toEqual({ outputs: { a: 1, b: 2 }, tags: ["x"], name: "n" });
    appendFileSync(join(folder, "tracking.jsonl"), torn.slice(9));
    expect(await spool.collect()).toEqual({ metaInfo: { done: true } });
  });

  it("gives outputs the run's state and inputs a state of their content", async () => {
    const artifact = { name: "data", kind: "data" as const, path: null, summary: { hash: "h" }, is_input: true };
    append(
      { type: "artifact", artifact },
      { type: "artifact", artifact: { ...artifact, name: "model", is_input: false } },
    );
    const collected = await createSpoolReader(join(folder, "tracking.jsonl"), uuid).collect();
    expect(collected?.artifacts).toMatchObject([
      { name: "data", isInput: true, state: expect.stringMatching(/^[0-9a-f]{32}$/) as string },
      { name: "model", isInput: false, state: uuid },
    ]);
    expect(collected?.artifacts?.[0]?.state).not.toBe(uuid);
  });
});

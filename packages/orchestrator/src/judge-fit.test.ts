import { describe, expect, it } from "vitest";
import { describeResources, NOTHING, roomBehind } from "./host-room.ts";
import { type HostFacts, judgeFit } from "./judge-fit.ts";
import type { RunId } from "./ports/records.ts";
import type { AskingRun } from "./ports/asking-runs.ts";
import type { RunResources } from "./ports/resources.ts";

const GIB = 2 ** 30;
const ask = (resources: Partial<RunResources>, more: Partial<AskingRun> = {}): AskingRun => ({
  run: "r" as RunId,
  queue: "",
  resources: { ...NOTHING, ...resources },
  status: "queued",
  message: null,
  since: 0,
  ...more,
});
const host = (
  name: string,
  gpus: number,
  taken: Partial<RunResources> = {},
  more: Partial<HostFacts> = {},
): HostFacts => ({
  name,
  queues: [],
  resources: { cpuMillis: 4_000, memoryBytes: 8 * GIB, gpus: Array.from({ length: gpus }, (_, gpu) => String(gpu)) },
  taken: { ...NOTHING, ...taken },
  ...more,
});
const HOUR = 3_600_000;
const judge = (run: AskingRun, ...hosts: readonly HostFacts[]) => judgeFit(run, hosts, HOUR);

describe("a run that asks for resources", () => {
  it("is unschedulable when no agent is large enough, and says what it asked for and the largest", () => {
    const word = judge(ask({ gpus: 3, memoryBytes: 2 * GIB }), host("small", 0), host("big", 2));
    expect(word).toMatchObject({ status: "unschedulable", reason: "NoAgentFits" });
    expect(word?.message).toContain("asks for 2 GiB of memory and 3 GPUs");
    expect(word?.message).toContain("the largest, big, has 4 CPUs, 8 GiB of memory and 2 GPUs");
  });

  it("is judged by the agents of its queue only", () => {
    const elsewhere = host("other", 8, {}, { queues: ["other"] });
    expect(
      judge(ask({ gpus: 3 }, { queue: "gpu" }), host("mine", 2, {}, { queues: ["gpu"] }), elsewhere),
    ).toMatchObject({
      status: "unschedulable",
      message: expect.stringContaining("no agent of queue gpu has so much"),
    });
    expect(judge(ask({ gpus: 3 }, { queue: "gpu" }), elsewhere), "nobody serves it yet").toBeNull();
  });

  it("says which resource it waits for, and says it once", () => {
    const run = ask({ gpus: 1, cpuMillis: 1_000 });
    const word = judge(run, host("box", 2, { gpus: 2, cpuMillis: 2_000 }));
    expect(word).toEqual({
      status: "queued",
      reason: "WaitsForResources",
      message:
        "It asks for 1 CPU and 1 GPU and waits for GPUs: agent box has 4 CPUs, 8 GiB of memory and 2 GPUs, too much of which other runs hold.",
    });
    const told = { ...run, message: word?.message ?? null };
    expect(judge(told, host("box", 2, { gpus: 2, cpuMillis: 3_000 }))).toBeNull();
  });

  it("says nothing in its first seconds, nor when there is room and only a slot is missing", () => {
    expect(judge(ask({ gpus: 1 }, { since: HOUR - 4_000 }), host("box", 1, { gpus: 1 }))).toBeNull();
    expect(judge(ask({ gpus: 1 }), host("box", 1))).toBeNull();
  });

  it("is queued again when an agent comes that is large enough", () => {
    expect(judge(ask({ gpus: 1 }, { status: "unschedulable", message: "x" }), host("box", 1))).toMatchObject({
      status: "queued",
      message: null,
    });
  });

  it("does not fit an agent that announces nothing when it asks for GPUs", () => {
    const old = host("old", 0, {}, { resources: null });
    expect(judge(ask({ cpuMillis: 64_000 }), old)).toBeNull();
    expect(judge(ask({ gpus: 1 }), old)).toMatchObject({
      status: "unschedulable",
      message: expect.stringContaining("old, has no GPUs"),
    });
  });
});

describe("room behind a run that room is kept for", () => {
  const capacity = { cpuMillis: 4_000, memoryBytes: 8 * GIB, gpus: 4 };
  it("is what would be left if it ran", () => {
    const kept = { ...NOTHING, gpus: 2 };
    expect(roomBehind(capacity, { ...NOTHING, gpus: 1, cpuMillis: 1_000 }, kept)).toEqual({
      cpuMillis: 3_000,
      memoryBytes: 8 * GIB,
      gpus: 1,
    });
    expect(roomBehind(capacity, { ...NOTHING, gpus: 3 }, kept).gpus, "never less than nothing").toBe(0);
  });
});

it.each([
  [{ ...NOTHING }, "nothing"],
  [{ cpuMillis: 500, memoryBytes: 0, gpus: 0 }, "0.5 CPUs"],
  [{ cpuMillis: 1_000, memoryBytes: 1_536 * 2 ** 20, gpus: 1 }, "1 CPU, 1.5 GiB of memory and 1 GPU"],
])("%j reads %s", (resources, words) => expect(describeResources(resources)).toBe(words));

import { describe, expect, it } from "vitest";
import type { ProcessEntry } from "./linux-stat.ts";
import { createUsageMeter } from "./usage-meter.ts";

const member = (cpuSeconds: number, memoryBytes = 1_000): ProcessEntry =>
  ({ pid: 7, startTime: "1", cpuSeconds, memoryBytes }) as unknown as ProcessEntry;

describe("the usage of a process tree", () => {
  it("is a rate since the look before, or since its birth", () => {
    const meter = createUsageMeter(1_000, 4);
    expect(meter([member(1)], 3_000).cpuPercent).toBe(50);
    expect(meter([member(3)], 4_000).cpuPercent).toBe(200);
  });

  it("counts a process that came in between with all its time, and forgets one that went", () => {
    const meter = createUsageMeter(0, 4);
    meter([member(5)], 1_000);
    expect(meter([{ ...member(0.5), pid: 8 }], 2_000).cpuPercent).toBe(50);
  });

  it("is never more than the machine can do, whatever was worked while a look took long", () => {
    const meter = createUsageMeter(0, 2);
    expect(meter([member(9)], 1_000).cpuPercent).toBe(200);
  });

  it("says no rate over so short a time that the kernel's clock of 10 ms decides it", () => {
    const meter = createUsageMeter(0, 4);
    meter([member(0.5)], 1_000);
    expect(meter([member(0.51, 2_000)], 1_001)).toEqual({ cpuPercent: 50, memoryBytes: 2_000 });
    // Nothing is lost: the next look far enough off counts from the one that was a rate.
    expect(meter([member(1)], 2_000).cpuPercent).toBe(50);
  });
});

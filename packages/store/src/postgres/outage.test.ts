import type { Logger } from "@polyaxon/orchestrator";
import { beforeEach, describe, expect, it } from "vitest";
import { Outage } from "./outage.ts";

const REFUSED = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:5432"), { code: "ECONNREFUSED" });

let lines: string[];
let now: number;
let outage: Outage;
beforeEach(() => {
  lines = [];
  now = 0;
  const warn = (fields: { awaySeconds?: number }, message: string) =>
    lines.push(`${message.replace(/;.*/, "")}${fields.awaySeconds === undefined ? "" : ` (${fields.awaySeconds} s)`}`);
  outage = new Outage("db:5432/x", { debug() {}, info() {}, warn, error() {} } as unknown as Logger, () => now);
});

const failFor = (ms: number, every = 20): void => {
  for (const end = now + ms; now < end; now += every) outage.failed(REFUSED);
};

describe("an outage", () => {
  it("is told when it begins, ever more rarely while it lasts, and when it is over", () => {
    outage.answered();
    failFor(20 * 60_000);
    outage.answered();
    expect(lines).toEqual([
      "the database is away",
      "the database is still away (10 s)",
      "the database is still away (30 s)",
      "the database is still away (90 s)",
      "the database is still away (270 s)",
      "the database is still away (810 s)",
      "the database is back (1200 s)",
    ]);
  });

  it("that one connection met and the next attempt did not is not worth a line", () => {
    outage.answered();
    for (let time = 0; time < 50; time += 1) {
      failFor(200);
      outage.answered();
    }
    expect(lines).toEqual([]);
  });

  it("at the start is waiting, not loss", () => {
    failFor(500);
    outage.answered();
    expect(lines).toEqual(["the database does not answer yet", "the database is back (1 s)"]);
  });

  it("of days is still told once an hour", () => {
    outage.answered();
    failFor(24 * 3_600_000, 1_000);
    expect(lines.length).toBeGreaterThan(24);
    expect(lines.length).toBeLessThan(36);
  });
});

import type { AttemptReport, Logger, RunId } from "@polyaxon/orchestrator";
import { describe, expect, it } from "vitest";
import { createReportOutbox } from "./report-outbox.ts";

const logger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const run = "0".repeat(32) as RunId;
const status = (attempt: number): AttemptReport => ({ kind: "status", run, attempt, condition: { type: "running" } });
const acksOf = (reports: readonly AttemptReport[]) =>
  reports.map(({ attempt }) => ({ run, attempt, kind: "accepted" as const }));

describe("the report outbox", () => {
  it("sends together what was queued while a call was in flight, in order", async () => {
    const calls: number[][] = [];
    let release: () => void = () => {};
    const outbox = createReportOutbox({
      logger,
      async send(reports) {
        calls.push(reports.map(({ attempt }) => attempt));
        if (calls.length === 1) await new Promise<void>((resolve) => (release = resolve));
        return acksOf(reports);
      },
    });
    const first = outbox.send(status(1));
    await Promise.resolve().then(() => {});
    const rest = [outbox.send(status(2)), outbox.send(status(3))];
    release();
    await Promise.all([first, ...rest]);
    expect(calls).toEqual([[1], [2, 3]]);
    expect(outbox.isEmpty()).toBe(true);
  });

  it("repeats a failed call until the server answers", async () => {
    let calls = 0;
    const outbox = createReportOutbox({
      logger,
      async send(reports) {
        calls += 1;
        if (calls < 3) throw new Error("away");
        return acksOf(reports);
      },
    });
    expect(await outbox.send(status(1))).toMatchObject({ kind: "accepted" });
    expect(calls).toBe(3);
  });

  it("goes on after an answer made somebody send more", async () => {
    const outbox = createReportOutbox({ logger, send: async (reports) => acksOf(reports) });
    for (let attempt = 1; attempt <= 20; attempt++)
      expect(await outbox.send(status(attempt))).toMatchObject({ attempt });
  });
});

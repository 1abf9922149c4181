import picocolors from "picocolors";
import { describe, expect, it } from "vitest";
import { textWidth } from "../terminal/text-width.ts";
import { etaSeconds, progressLine, progressLines, type SweepSnapshot } from "./sweep-progress.ts";

const colors = picocolors.createColors(false);
const best = {
  uuid: "b".repeat(32),
  created_at: "2026-01-01T00:00:00Z",
  status: "succeeded",
  inputs: { epochs: 30, lr: 0.1, hidden: 64 },
  outputs: { val_accuracy: 0.97, loss: 0.1 },
};
const sweep: SweepSnapshot = {
  uuid: "a".repeat(32),
  name: "digits sweep",
  status: "running",
  total: 12,
  counts: { succeeded: 5, failed: 1, stopped: 0, running: 2, queued: 4 },
  best: { run: best, objective: { metric: "val_accuracy", direction: "maximize", source: "guessed" } },
  tuned: ["lr", "hidden"],
  elapsedSeconds: 60,
};

describe("the progress of a sweep", () => {
  it("shows counts, time left and the best run so far with its params", () => {
    expect(progressLines(sweep, { width: 79, colors })).toEqual([
      "aaaaaaaa  digits sweep  running",
      `${"█".repeat(20)}${"×".repeat(4)}${"▒".repeat(8)}${"░".repeat(16)} 6/12 done`,
      "2 running · 4 queued · 1 failed · 1m 00s elapsed · about 1m 00s left",
      "best val_accuracy 0.97  lr=0.1 hidden=64  (bbbbbbbb)",
    ]);
  });

  it("is one line where nobody redraws", () => {
    expect(progressLine(sweep, colors)).toBe(
      "6/12 done, 2 running, 4 queued, 1 failed, 1m 00s elapsed, about 1m 00s left, best val_accuracy 0.97  lr=0.1 hidden=64  (bbbbbbbb)",
    );
  });

  it.each([24, 40, 60, 79, 119])("never draws a line wider than %i cells", (width) => {
    for (const line of progressLines({ ...sweep, name: "x".repeat(200) }, { width, colors })) {
      expect(textWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  it("knows no end before the first run is done, after the last, or while the total is unknown", () => {
    const none = { succeeded: 0, failed: 0, stopped: 0, running: 2, queued: 0 };
    expect(etaSeconds({ ...sweep, counts: none })).toBeNull();
    expect(etaSeconds({ ...sweep, total: null })).toBeNull();
    expect(etaSeconds({ ...sweep, total: 6 })).toBeNull();
    expect(progressLines({ ...sweep, total: null }, { width: 79, colors })[1]).toMatch(/ 6 done$/);
    expect(progressLine({ ...sweep, total: null }, colors)).toMatch(/^6 done, /);
  });

  it("cannot be repainted by a run's name", () => {
    expect(progressLines({ ...sweep, name: "\u001b[2Jgone" }, { width: 79, colors })[0]).toBe(
      "aaaaaaaa  ␛[2Jgone  running",
    );
  });
});

import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LogLine, parseLogLine } from "@polyaxon/tracking";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { localRunFiles } from "../files/local-run-files.ts";
import { createLogShipper, type LogShipper } from "./log-shipper.ts";
import { secretForms } from "./secret-forms.ts";

describe("the log shipper", () => {
  let folder: string;
  let raw: string;
  let stored: string;
  let nowMs: number;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plx-logs-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    raw = join(folder, "output.log");
    stored = join(folder, "attempt-2.jsonl");
    nowMs = 1_700_000_000_000;
  });

  const shipper = (earlierPath: string | null = null): LogShipper =>
    createLogShipper({
      rawPath: raw,
      files: localRunFiles((attempt) => (attempt === 2 ? stored : (earlierPath ?? join(folder, "attempt-1.jsonl"))), 2),
      attempt: 2,
      source: { node: "process-agent", pod: "pod", container: "polyaxon-main" },
      secrets: secretForms([]),
      clock: { now: () => nowMs, monotonic: () => nowMs },
    });

  const lines = (): LogLine[] =>
    readFileSync(stored, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => parseLogLine(line) as LogLine);
  const values = (): string[] => lines().map(({ value }) => value);

  it("stores whole lines with strictly increasing stamps", async () => {
    writeFileSync(raw, "one\ntwo\nthr");
    const log = shipper();
    await log.pump();
    expect(lines()).toMatchObject([
      { value: "one", timestampMicros: nowMs * 1000, container: "polyaxon-main" },
      { value: "two", timestampMicros: nowMs * 1000 + 1 },
    ]);
    appendFileSync(raw, "ee\n");
    await log.pump();
    expect(values()).toEqual(["one", "two", "three"]);
    await log.close();
  });

  it("leaves no log behind for an attempt that printed nothing", async () => {
    const log = shipper();
    await log.pump();
    writeFileSync(raw, "");
    await log.finish();
    expect(() => readFileSync(stored)).toThrow("ENOENT");
  });

  it("shows an open line after a second, and marks that no line break followed", async () => {
    writeFileSync(raw, "50%");
    const log = shipper();
    await log.pump();
    nowMs += 999;
    await log.pump();
    expect(values()).toEqual([]);
    nowMs += 1;
    await log.pump();
    expect(lines()).toMatchObject([{ value: "50%", eol: false }]);
    appendFileSync(raw, " done\n");
    await log.pump();
    expect(lines()).toMatchObject([{ value: "50%", eol: false }, { value: " done" }]);
    expect(lines()[1]?.eol).not.toBe(false);
    await log.close();
  });

  it("stores an output without a last line break", async () => {
    writeFileSync(raw, "last words");
    const log = shipper();
    await log.finish();
    expect(lines()).toMatchObject([{ value: "last words", eol: false, offset: 10 }]);
    await log.close();
  });

  it("I10: goes on exactly where the stored log ends, whatever a crash left of its last line", async () => {
    const output = Array.from({ length: 50 }, (_, index) => `line ${index} é`).join("\n");
    writeFileSync(raw, output);
    const whole = shipper();
    await whole.finish();
    await whole.close();
    const complete = readFileSync(stored);
    const expected = values();
    for (let cut = 0; cut <= complete.length; cut += 37) {
      writeFileSync(stored, complete);
      truncateSync(stored, cut);
      const resumed = shipper();
      await resumed.finish();
      await resumed.close();
      expect(values()).toEqual(expected);
      const stamps = lines().map(({ timestampMicros }) => timestampMicros);
      expect(stamps).toEqual([...new Set(stamps)].toSorted((a, b) => a - b));
    }
  });

  it.each([
    ["removed", () => rmSync(join(folder, "kept"), { recursive: true })],
    ["moved away", () => renameSync(join(folder, "kept"), mkdtempSync(join(folder, "elsewhere-")))],
  ])("stores everything anew when the folder of the stored log was %s in between", async (_, takeAway) => {
    stored = join(folder, "kept/attempt-2.jsonl");
    writeFileSync(raw, "one\n");
    const log = shipper();
    await log.pump();
    takeAway();
    appendFileSync(raw, "two\n");
    await expect(log.pump()).rejects.toThrow("removed or replaced");
    await log.pump();
    expect(values()).toEqual(["one", "two"]);
    takeAway();
    await expect(log.finish()).rejects.toThrow("removed or replaced");
    await log.finish();
    expect(values()).toEqual(["one", "two"]);
  });

  it("stamps after everything the earlier attempt stored, even when the clock went back", async () => {
    writeFileSync(raw, "first attempt\n");
    const earlier = shipper();
    await earlier.finish();
    await earlier.close();
    const earlierPath = stored;
    stored = join(folder, "attempt-3.jsonl");
    nowMs -= 60_000;
    const log = shipper(earlierPath);
    await log.finish();
    await log.close();
    expect(lines()[0]?.timestampMicros).toBe((nowMs + 60_000) * 1000 + 1);
  });
});

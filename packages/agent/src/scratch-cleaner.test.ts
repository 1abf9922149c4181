import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ACKNOWLEDGED, cleanScratch } from "./scratch-cleaner.ts";

it("removes only what was acknowledged long enough ago", async () => {
  const folder = mkdtempSync(join(tmpdir(), "plx-scratch-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const make = (name: string, acknowledgedAt: number | null): void => {
    const scratch = join(folder, "attempts", name);
    mkdirSync(scratch, { recursive: true });
    if (acknowledgedAt === null) return;
    writeFileSync(join(scratch, ACKNOWLEDGED), "");
    utimesSync(join(scratch, ACKNOWLEDGED), acknowledgedAt / 1000, acknowledgedAt / 1000);
  };
  const now = Date.now();
  make("old", now - 3_600_001);
  make("fresh", now - 1_000);
  make("unacknowledged", null);
  expect(await cleanScratch(folder, 3_600_000, now)).toBe(1);
  expect(readdirSync(join(folder, "attempts")).toSorted()).toEqual(["fresh", "unacknowledged"]);
  expect(await cleanScratch(join(folder, "nowhere"), 0, now)).toBe(0);
});

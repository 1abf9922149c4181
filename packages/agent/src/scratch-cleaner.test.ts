import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { cleanScratch } from "./scratch-cleaner.ts";

it("removes only what nobody holds and nothing has touched for a while", async () => {
  const folder = mkdtempSync(join(tmpdir(), "plx-scratch-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const now = Date.now();
  const make = (name: string, folderAge: number, outputAge: number): void => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "output.log"), "");
    utimesSync(join(folder, name, "output.log"), (now - outputAge) / 1000, (now - outputAge) / 1000);
    utimesSync(join(folder, name), (now - folderAge) / 1000, (now - folderAge) / 1000);
  };
  make("over", 7_200_000, 7_200_000);
  make("just-ended", 1_000, 7_200_000);
  make("still-writing", 7_200_000, 1_000);
  make("held", 7_200_000, 7_200_000);
  const question = { keepMs: 3_600_000, now, isHeld: (name: string) => name === "held" };
  expect(await cleanScratch(folder, question)).toBe(1);
  expect(readdirSync(folder).toSorted()).toEqual(["held", "just-ended", "still-writing"]);
  expect(await cleanScratch(join(folder, "nowhere"), question)).toBe(0);
});

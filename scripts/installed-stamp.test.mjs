import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isInstalled, markInstalled } from "./installed-stamp.mjs";

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "installed-"));
  writeFileSync(join(folder, "package-lock.json"), '{"packages":{}}');
  mkdirSync(join(folder, "node_modules"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("is installed once marked, whatever else lies in node_modules", () => {
  expect(isInstalled(folder)).toBe(false);
  markInstalled(folder);
  writeFileSync(join(folder, "node_modules/something"), "");
  expect(isInstalled(folder)).toBe(true);
});

it("is not installed after the lockfile changed, or without node_modules", () => {
  markInstalled(folder);
  writeFileSync(join(folder, "package-lock.json"), '{"packages":{"":{}}}');
  expect(isInstalled(folder)).toBe(false);
  markInstalled(folder);
  rmSync(join(folder, "node_modules"), { recursive: true });
  expect(isInstalled(folder)).toBe(false);
});

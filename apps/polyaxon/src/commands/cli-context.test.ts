import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { processContext } from "./cli-context.ts";

test("a folder that was removed under its shell is named by what needs it, and hinders nothing else", () => {
  const before = process.cwd();
  onTestFinished(() => process.chdir(before));
  const folder = mkdtempSync(join(tmpdir(), "plx-gone-"));
  process.chdir(folder);
  rmdirSync(folder);
  const context = processContext();
  expect(() => context.cwd).toThrow(
    expect.objectContaining({ exit: "usage", hints: [expect.stringContaining("cd ")] }),
  );
});

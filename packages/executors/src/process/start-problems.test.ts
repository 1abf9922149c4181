import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandNotFound, workingFolderMissing } from "./start-problems.ts";

let bin: string;
beforeAll(() => {
  bin = mkdtempSync(join(tmpdir(), "plx-path-"));
  writeFileSync(join(bin, "python3"), "", { mode: 0o755 });
});
afterAll(() => rmSync(bin, { recursive: true }));

describe("a command that was not found", () => {
  it("names the one with its version where only that is there", () => {
    expect(commandNotFound("python", { path: bin, workingDir: "/w" })).toBe(
      `The command "python" was not found in PATH (${bin}). \`python3\` is there: is it meant? The working folder is /w.`,
    );
    expect(commandNotFound("python", { path: "/none", workingDir: "/w" })).not.toContain("python3");
    expect(commandNotFound("pip", { path: bin, workingDir: "/w" })).not.toContain("is it meant");
  });

  it("names the first folders of a long PATH and counts the rest, each folder once", () => {
    expect(commandNotFound("x", { path: "/a:/b:/a:/c:/d::/e", workingDir: "/w" })).toBe(
      'The command "x" was not found in PATH (/a, /b, /c and 2 more folders). The working folder is /w.',
    );
  });

  it("was looked for in the working folder when it has a slash", () => {
    expect(commandNotFound("./x", { path: "/a", workingDir: "/w" })).toBe(
      'The command "./x" was not found. The working folder is /w.',
    );
  });
});

describe("a working folder that is missing", () => {
  it("was named by the file, or chosen for the run", () => {
    expect(workingFolderMissing("/w/sub", "sub")).toBe(
      "`container.workingDir` is /w/sub (`sub` in the file), which does not exist. Create it, or name another.",
    );
    expect(workingFolderMissing("/w", "/w")).toContain("`container.workingDir` is /w, which");
    expect(workingFolderMissing("/w", null)).toContain("Create it, or set `container.workingDir`");
  });
});

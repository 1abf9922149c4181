import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseGitStatus, readCodeReference, readCodeReferenceNow } from "./code-reference.ts";

const env = { PATH: process.env["PATH"], HOME: "/nonexistent" };
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "code-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const git = (...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd, env, encoding: "utf8" });

describe("code reference", () => {
  it("names commit, branch, remote without credentials, and changes of tracked files", async () => {
    git("init", "-q", "-b", "trunk");
    expect(await readCodeReference(cwd, env)).toBeNull();
    writeFileSync(join(cwd, "a"), "1");
    git("add", "a");
    git("commit", "-q", "-m", "first");
    git("remote", "add", "origin", "https://user:token@example.org/a/b.git");
    const clean = {
      commit: git("rev-parse", "HEAD").trim(),
      branch: "trunk",
      dirty: false,
      remote: "https://example.org/a/b.git",
    };
    expect(await readCodeReference(cwd, env)).toEqual(clean);
    writeFileSync(join(cwd, "untracked"), "");
    expect(readCodeReferenceNow(cwd, env)).toEqual(clean);
    writeFileSync(join(cwd, "a"), "2");
    expect(readCodeReferenceNow(cwd, env)).toEqual({ ...clean, dirty: true });
  });

  it("is null outside a repository and without git", async () => {
    expect(await readCodeReference(cwd, env)).toBeNull();
    expect(await readCodeReference(cwd, { PATH: "/nonexistent" })).toBeNull();
    expect(readCodeReferenceNow(cwd, { PATH: "/nonexistent" })).toBeNull();
  });

  it("has no branch when detached", () => {
    expect(parseGitStatus(`# branch.oid ${"a".repeat(40)}\n# branch.head (detached)\n`, "")).toEqual({
      commit: "a".repeat(40),
      branch: null,
      dirty: false,
      remote: null,
    });
  });
});

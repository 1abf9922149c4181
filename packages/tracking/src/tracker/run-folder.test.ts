import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeRunFolder, markSent, removeSentRuns } from "./run-folder.ts";

const DAY_MS = 24 * 3600 * 1000;
let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "run-folder-"))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("makeRunFolder", () => {
  it("makes the folder for its owner alone", () => {
    const wanted = join(root, "state", "runs", "a");
    expect(makeRunFolder(wanted)).toEqual({ folder: wanted, problem: null });
    expect(statSync(wanted).mode & 0o777).toBe(0o700);
    expect(statSync(join(root, "state")).mode & 0o777).toBe(0o700);
  });

  it("takes a folder of its own where the wanted one cannot be made, and says why", () => {
    writeFileSync(join(root, "file"), "");
    const { folder, problem } = makeRunFolder(join(root, "file", "runs"));
    expect(folder).not.toBeNull();
    expect(statSync(folder ?? "").mode & 0o777).toBe(0o700);
    expect(problem).toBe(`cannot write to ${join(root, "file", "runs")} (ENOTDIR)`);
    rmSync(folder ?? "", { recursive: true });
  });
});

describe("removeSentRuns", () => {
  it("removes what was sent a week ago; what was not sent stays", () => {
    for (const name of ["sent", "unsent"]) mkdirSync(join(root, name, ".tracking"), { recursive: true });
    const sentAt = Date.now();
    markSent(join(root, "sent"), sentAt);
    removeSentRuns(root, sentAt + 6 * DAY_MS);
    expect(existsSync(join(root, "sent"))).toBe(true);
    removeSentRuns(root, sentAt + 8 * DAY_MS);
    expect(existsSync(join(root, "sent"))).toBe(false);
    expect(existsSync(join(root, "unsent"))).toBe(true);
    removeSentRuns(join(root, "no-such-folder"), sentAt);
  });
});

import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DataFolderError, openDataFolder } from "./data-folder.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plx-data-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("a data folder", () => {
  it("keeps what it holds to this account, also when others may look into it", () => {
    chmodSync(root, 0o755);
    openDataFolder(root);
    const others = ["artifacts", "agent", "secret", "token", "installation"].map(
      (name) => statSync(join(root, name)).mode & 0o077,
    );
    expect(others).toEqual([0, 0, 0, 0, 0]);
  });

  it("is the same at the next start", () => {
    const { firstStart, ...first } = openDataFolder(root);
    expect(firstStart).toBe(true);
    expect(openDataFolder(root)).toEqual({ ...first, firstStart: false });
  });

  it.each(["secret", "installation"])("whose %s was emptied is refused with what to do", (name) => {
    openDataFolder(root);
    writeFileSync(join(root, name), "");
    expect(() => openDataFolder(root)).toThrow(DataFolderError);
    expect(() => openDataFolder(root)).toThrow(`${join(root, name)} is empty`);
  });

  it("whose token was emptied gets a new one", () => {
    const { adminToken } = openDataFolder(root);
    writeFileSync(join(root, "token"), "\n");
    const opened = openDataFolder(root);
    expect(opened.adminToken).toMatch(/^plxa_.{40,}/);
    expect(opened.adminToken).not.toBe(adminToken);
    expect(readFileSync(join(root, "token"), "utf8").trim()).toBe(opened.adminToken);
  });
});

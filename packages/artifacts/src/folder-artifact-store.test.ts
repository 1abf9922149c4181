import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rename, rm, rmdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { describeArtifactStore } from "./artifact-store-contract.ts";
import { folderArtifactStore } from "./folder-artifact-store.ts";

const RUN = "0123456789abcdef0123456789abcdef";
const OTHER = "fedcba9876543210fedcba9876543210";
const made: string[] = [];

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "artifacts-"));
  made.push(folder);
  return folder;
}

afterAll(async () => {
  await Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true })));
});

describeArtifactStore("folder", async () => folderArtifactStore(join(await freshFolder(), "not-yet-there")));

describe("links in a run's folder", () => {
  let root: string;
  let outside: string;
  beforeEach(async () => {
    root = await freshFolder();
    outside = await freshFolder();
    await mkdir(join(root, RUN, "outputs"), { recursive: true });
    await mkdir(join(root, OTHER), { recursive: true });
    await writeFile(join(outside, "secret"), "secret");
    await writeFile(join(root, OTHER, "theirs"), "theirs");
    await symlink(outside, join(root, RUN, "out"));
    await symlink(join(outside, "secret"), join(root, RUN, "outputs", "file"));
    await symlink(join("..", OTHER), join(root, RUN, "neighbour"));
  });

  it.each(["out/secret", "outputs/file", "neighbour/theirs"])("does not read %s outside it", async (path) => {
    const store = folderArtifactStore(root);
    await expect(store.stat(RUN, path)).rejects.toMatchObject({ code: "bad-path" });
    await expect(store.open(RUN, path)).rejects.toMatchObject({ code: "bad-path" });
    await expect((await store.packFiles(RUN, [path])).toArray()).rejects.toMatchObject({ code: "bad-path" });
  });

  it.each(["out", "neighbour"])("does not follow the folder %s out of it", async (path) => {
    const store = folderArtifactStore(root);
    await expect(store.stat(RUN, path)).rejects.toMatchObject({ code: "bad-path" });
    await expect(store.list(RUN, path)).rejects.toMatchObject({ code: "bad-path" });
    await expect(store.packFolder(RUN, path)).rejects.toMatchObject({ code: "bad-path" });
  });

  it("writes, unpacks and deletes nothing through them", async () => {
    const store = folderArtifactStore(root);
    const content = [Buffer.from("mine")];
    await expect(store.write(RUN, "out/new", content, { maxBytes: 10 })).rejects.toMatchObject({ code: "bad-path" });
    await expect(store.write(RUN, "out/a/b/new", content, { maxBytes: 10 })).rejects.toMatchObject({
      code: "bad-path",
    });
    await expect(store.delete(RUN, "out/secret")).rejects.toMatchObject({ code: "bad-path" });
    expect(await store.write(RUN, "outputs/file", content, { maxBytes: 10 }), "replaces the link itself").toBe(
      "written",
    );
    expect(await store.delete(RUN, "out"), "removes the link itself").toBe(true);
    expect(await readdir(outside)).toEqual(["secret"]);
    expect(await readFile(join(outside, "secret"), "utf8")).toBe("secret");
  });

  it("lists and packs what stays inside, and leaves the rest out", async () => {
    await writeFile(join(root, RUN, "outputs", "real"), "12345");
    await symlink("real", join(root, RUN, "outputs", "latest"));
    const store = folderArtifactStore(root);
    expect(await store.list(RUN, "outputs")).toEqual({
      files: [
        { name: "latest", sizeBytes: 5 },
        { name: "real", sizeBytes: 5 },
      ],
      folders: [],
    });
    const packed = await store.packFolder(RUN, "outputs");
    expect(packed).not.toBeNull();
  });

  it("does not wait for a pipe that somebody left there", async () => {
    execFileSync("mkfifo", [join(root, RUN, "pipe")]);
    const store = folderArtifactStore(root);
    expect(await store.open(RUN, "pipe")).toBeNull();
    expect((await store.list(RUN, ""))?.files).toEqual([]);
  });
});

describe("crashes and descriptors", () => {
  it("leaves no temporary files and no open descriptors behind", async () => {
    const root = await freshFolder();
    const store = folderArtifactStore(root);
    const openFiles = async (): Promise<number> =>
      process.platform === "linux" ? (await readdir("/proc/self/fd")).length : 0;
    await store.write(RUN, "a/b", [Buffer.from("x")], { maxBytes: 10 });
    const before = await openFiles();
    for (let i = 0; i < 20; i++) {
      await store.write(RUN, `a/${i}`, [Buffer.from("x")], { maxBytes: 10 });
      await store.stat(RUN, "a/b");
      await store.list(RUN, "a");
      await buffer((await store.open(RUN, "a/b"))?.stream() ?? Readable.from([]));
      await buffer((await store.packFolder(RUN, "a")) ?? Readable.from([]));
    }
    expect(await openFiles()).toBeLessThanOrEqual(before + 1);
    expect(await readdir(join(root, ".staging"))).toEqual([]);
  });
});

it("I3: stores and reads nothing while its file system is not mounted, and goes on where it was when it is back", async () => {
  const root = join(await freshFolder(), "share");
  const store = folderArtifactStore(root);
  const append = (text: string, length: number) => store.append(RUN, "log.jsonl", Buffer.from(text), { length });
  expect(await append("one\n", 0)).toEqual({ kind: "appended", length: 4 });
  await rename(root, `${root}.away`);
  for (const place of ["no folder", "an empty folder"]) {
    if (place === "an empty folder") await mkdir(root);
    await expect(append("two\n", 4)).rejects.toMatchObject({
      code: "disk-failed",
      message: expect.stringContaining("mounted") as string,
    });
    await expect(append("two\n", 0)).rejects.toMatchObject({ code: "disk-failed" });
    await expect(store.check()).rejects.toMatchObject({ code: "disk-failed" });
    await expect(store.list(RUN, "")).rejects.toMatchObject({ code: "disk-failed" });
    await expect(store.open(RUN, "log.jsonl")).rejects.toMatchObject({ code: "disk-failed" });
    await expect(store.write(RUN, "a", [Buffer.from("a")], { maxBytes: 9 })).rejects.toMatchObject({
      code: "disk-failed",
    });
  }
  expect(await readdir(root)).toEqual([]);
  await rmdir(root);
  await rename(`${root}.away`, root);
  await store.check();
  expect(await append("two\n", 4)).toEqual({ kind: "appended", length: 8 });
});

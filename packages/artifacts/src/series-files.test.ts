import { mkdtempSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { folderSeriesFiles, SERIES_FOLDER } from "./series-files.ts";

const RUN = "a".repeat(32);
const CHUNK = "c".repeat(32);
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "series-files-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
});

describe("chunks of series", () => {
  it("are read in pieces, listed and removed", async () => {
    const files = folderSeriesFiles(root);
    expect(await files.open(RUN, CHUNK)).toBeNull();
    expect(await files.list(RUN)).toEqual([]);
    await files.write(RUN, CHUNK, Buffer.from("0123456789"));
    utimesSync(join(root, SERIES_FOLDER, RUN, CHUNK), 7, 7);
    expect(await files.list(RUN)).toEqual([{ chunk: CHUNK, modifiedAt: 7_000 }]);
    const opened = await files.open(RUN, CHUNK);
    expect(Buffer.from((await opened?.read(3, 4)) ?? []).toString()).toBe("3456");
    expect(Buffer.from((await opened?.read(8, 100)) ?? []).toString()).toBe("89");
    await opened?.close();
    await files.remove(RUN, CHUNK);
    await files.remove(RUN, CHUNK);
    expect(await files.list(RUN)).toEqual([]);
    await files.write(RUN, CHUNK, Buffer.from("x"));
    await files.removeAll(RUN);
    await files.removeAll(RUN);
    expect(await files.open(RUN, CHUNK)).toBeNull();
    expect(await readdir(join(root, ".staging"))).toEqual([]);
  });

  it.each([
    ["../escape", CHUNK],
    [RUN, "../../escape"],
    ["", CHUNK],
  ])("are reached by ids only, not by %j and %j", async (run, chunk) => {
    const files = folderSeriesFiles(root);
    await expect(files.open(run, chunk)).rejects.toThrow("is not a run id");
    await expect(files.write(run, chunk, Buffer.from("x"))).rejects.toThrow("is not a run id");
    expect((await readdir(root)).toSorted()).toEqual([SERIES_FOLDER, ".staging"].toSorted());
  });

  it("are not followed out of their folder", async () => {
    await mkdir(join(root, SERIES_FOLDER, RUN), { recursive: true });
    symlinkSync("/etc/hostname", join(root, SERIES_FOLDER, RUN, CHUNK));
    await expect(folderSeriesFiles(root).open(RUN, CHUNK)).rejects.toThrow("leads out");
  });
});

import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { memoryCalls, type MemoryCalls } from "../../test/memory-calls.ts";
import { fetchRunFiles } from "./fetch-run-files.ts";
import { createFolderUploader, type FolderUploader } from "./folder-uploader.ts";
import { ServerProblem } from "./server-problem.ts";
import { readMarks, type UploadMarks, writeMarks } from "./upload-marks.ts";

const EVENTS = "events/metric/loss.plx";

describe("the folder uploader", () => {
  let folder: string;
  let server: MemoryCalls;
  let marks: UploadMarks;
  let refused: string[];
  let uploader: FolderUploader;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plx-upload-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    server = memoryCalls();
    refused = [];
    restart(new Map());
  });

  function restart(remembered: UploadMarks): void {
    marks = remembered;
    uploader = createFolderUploader({
      folder,
      calls: server,
      marks,
      now: () => Date.now(),
      onRefused: (path) => refused.push(path),
    });
  }
  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const add = (path: string, text: string): void => appendFileSync(join(folder, path), text);
  const stored = (path: string): string | undefined => server.files.get(path)?.toString();

  it("sends rows as they come, and never half a row before the end", async () => {
    write(EVENTS, "header\n1|a\n2|");
    await uploader.ship(false);
    expect(stored(EVENTS)).toBe("header\n1|a\n");
    add(EVENTS, "b\n3|c");
    await uploader.ship(false);
    await uploader.ship(true);
    expect(stored(EVENTS)).toBe("header\n1|a\n2|b\n3|c");
    expect(server.changes).toEqual([`put ${EVENTS} 11`, `append ${EVENTS} +4`, `append ${EVENTS} +3`]);
  });

  it("sends nothing twice, also after a restart", async () => {
    write(EVENTS, "header\n");
    write("outputs/model.bin", "weights");
    expect(await uploader.ship(true)).toBe(true);
    const path = join(folder, "..", `${folder.split("/").at(-1)}.json`);
    onTestFinished(() => rmSync(path));
    await writeMarks(path, marks);
    server.changes.length = 0;
    restart(await readMarks(path));
    expect(await uploader.ship(true)).toBe(false);
    expect(server.changes).toEqual([]);
    expect(await readMarks("/nowhere")).toEqual(new Map());
  });

  it("sends a file of rows whole when it was written anew, whatever its length", async () => {
    write(EVENTS, "header\n1|a\n");
    await uploader.ship(false);
    write(EVENTS, "header\n9|z\n8|y\n");
    await uploader.ship(false);
    expect(stored(EVENTS)).toBe("header\n9|z\n8|y\n");
    write(EVENTS, "header\n");
    await uploader.ship(false);
    expect(stored(EVENTS)).toBe("header\n");
  });

  it("leaves any other file until it is quiet, and then sends it whole each time it changed", async () => {
    write("outputs/model.bin", "half of the wei");
    await uploader.ship(false);
    expect(stored("outputs/model.bin")).toBeUndefined();
    write("outputs/model.bin", "weights");
    utimesSync(join(folder, "outputs/model.bin"), new Date(1e12), new Date(1e12));
    await uploader.ship(false);
    write("outputs/model.bin", "better weights");
    await uploader.ship(true);
    expect(stored("outputs/model.bin")).toBe("better weights");
  });

  it("sends large files in pieces", async () => {
    const large = "0123456789abcdef".repeat(600_000);
    write("outputs/large", large);
    await uploader.ship(true);
    expect(stored("outputs/large") === large).toBe(true);
  });

  it("loses and repeats no row when an answer is lost", async () => {
    write(EVENTS, "header\n");
    await uploader.ship(false);
    add(EVENTS, "1|a\n");
    server.around = async (change) => {
      await change();
      throw new ServerProblem("unreachable", "the answer was lost");
    };
    await expect(uploader.ship(false)).rejects.toThrow("the answer was lost");
    server.around = (change) => change();
    add(EVENTS, "2|b\n");
    await uploader.ship(false);
    expect(stored(EVENTS)).toBe("header\n1|a\n2|b\n");
  });

  it("tells once of a file that the server refuses, and goes on with the others", async () => {
    write("outputs/a", "1");
    write("outputs/b", "2");
    server.around = async (change) => {
      if (server.files.size === 0 && refused.length === 0) throw new ServerProblem("refused", "too large");
      await change();
    };
    await uploader.ship(true);
    await uploader.ship(true);
    expect(refused).toHaveLength(1);
    expect(server.files.size).toBe(1);
  });

  it("does not follow links out of the folder", async () => {
    mkdirSync(join(folder, "outputs"));
    symlinkSync("/etc/passwd", join(folder, "outputs/link"));
    symlinkSync("/etc", join(folder, "outputs/etc"));
    await uploader.ship(true);
    expect([...server.files.keys()]).toEqual([]);
  });

  it("fetched files count as sent, grow on, and replace nothing that is here", async () => {
    server.files.set(EVENTS, Buffer.from("header\n1|by another machine\n"));
    server.files.set("uploads/train.py", Buffer.from("print('a program of more than one piece')"));
    server.files.set("plxlogs/log.jsonl", Buffer.from("{}"));
    server.files.set("../outside", Buffer.from("x"));
    server.files.set("outputs/mine", Buffer.from("theirs"));
    write("outputs/mine", "mine");
    await fetchRunFiles({ folder, scratch: folder, calls: server, marks });
    expect(readFileSync(join(folder, "uploads/train.py"), "utf8")).toBe("print('a program of more than one piece')");
    expect(readFileSync(join(folder, "outputs/mine"), "utf8")).toBe("mine");
    expect([...marks.keys()].sort()).toEqual([EVENTS, "uploads/train.py"]);
    add(EVENTS, "2|here\n");
    await uploader.ship(false);
    expect(server.changes).toEqual([`append ${EVENTS} +7`]);
  });
});

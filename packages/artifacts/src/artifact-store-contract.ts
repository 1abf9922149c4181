import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { createGzip, gunzipSync } from "node:zlib";
import { type Header, extract, pack } from "tar-stream";
import { beforeEach, describe, expect, it } from "vitest";
import type { ArtifactStore, UnpackLimits } from "./artifact-store.ts";

const RUN = "0123456789abcdef0123456789abcdef";
const OTHER = "fedcba9876543210fedcba9876543210";
/** A member of a test archive. */
export type Member = Partial<Header> & { readonly name: string; readonly content?: string };

const LIMITS: UnpackLimits = { maxEntries: 100, maxBytes: 1_000_000, maxRatio: 100 };

/** What every artifact store promises. `make` gives an empty one. */
export function describeArtifactStore(name: string, make: () => Promise<ArtifactStore>): void {
  describe(`artifact store: ${name}`, () => {
    let store: ArtifactStore;
    beforeEach(async () => {
      store = await make();
    });
    const put = (path: string, text: string, run = RUN) =>
      store.write(run, path, [Buffer.from(text)], { maxBytes: 1000 });
    const text = async (path: string, run = RUN): Promise<string | null> => {
      const opened = await store.open(run, path);
      return opened === null ? null : (await buffer(opened.stream())).toString();
    };
    const receive = (content: Uint8Array) => store.receive([content], { maxBytes: 10_000_000 });

    describe("files", () => {
      it("gives back what was written, in folders made on the way", async () => {
        expect(await put("outputs/a/b.txt", "hello")).toBe("written");
        expect(await text("outputs/a/b.txt")).toBe("hello");
        expect(await store.stat(RUN, "outputs/a/b.txt")).toMatchObject({ kind: "file", sizeBytes: 5 });
        expect(await store.stat(RUN, "outputs/a")).toEqual({ kind: "folder" });
      });

      it("answers null for what is missing and for the wrong sort of thing", async () => {
        await put("outputs/a.txt", "x");
        expect(await store.open(RUN, "outputs/none")).toBeNull();
        expect(await store.open(RUN, "outputs")).toBeNull();
        expect(await store.list(RUN, "outputs/a.txt")).toBeNull();
        expect(await store.stat(RUN, "outputs/a.txt/below")).toBeNull();
        expect(await store.open(OTHER, "outputs/a.txt")).toBeNull();
        expect(await store.packFolder(RUN, "none")).toBeNull();
        expect(await store.delete(RUN, "none")).toBe(false);
      });

      it("reads ranges, by stream and by position", async () => {
        await put("digits", "0123456789");
        const opened = await store.open(RUN, "digits");
        expect(Buffer.from((await opened?.read(8, 100)) ?? []).toString()).toBe("89");
        expect((await buffer(opened?.stream({ start: 2, end: 4 }) ?? Readable.from([]))).toString()).toBe("234");
        await put("empty", "");
        expect(await text("empty")).toBe("");
      });

      it("replaces a file whole, or keeps it when asked to", async () => {
        await put("a", "old");
        expect(await store.write(RUN, "a", [Buffer.from("new")], { maxBytes: 10, overwrite: false })).toBe("kept");
        expect(await text("a")).toBe("old");
        const before = await store.open(RUN, "a");
        await put("a", "newer");
        expect(await text("a")).toBe("newer");
        expect((await buffer(before?.stream() ?? Readable.from([]))).toString(), "a reader keeps what it opened").toBe(
          "old",
        );
        const after = await store.open(RUN, "a");
        expect(after?.version).not.toBe(before?.version);
        await after?.close();
      });

      it("leaves nothing behind when the content is too large or breaks off", async () => {
        await put("a", "old");
        await expect(store.write(RUN, "a", [Buffer.alloc(11)], { maxBytes: 10 })).rejects.toMatchObject({
          code: "too-large",
        });
        const broken = Readable.from(
          (function* () {
            yield Buffer.from("half");
            throw new Error("the line went dead");
          })(),
        );
        await expect(store.write(RUN, "b", broken, { maxBytes: 10 })).rejects.toThrow("the line went dead");
        expect(await text("a")).toBe("old");
        expect(await store.list(RUN, "")).toEqual({ files: [{ name: "a", sizeBytes: 3 }], folders: [] });
      });

      it("refuses a file where a folder stands, and a folder where a file stands", async () => {
        await put("a/b", "x");
        await expect(put("a", "y")).rejects.toMatchObject({ code: "in-the-way" });
        await expect(put("a/b/c", "y")).rejects.toMatchObject({ code: "in-the-way" });
      });

      it("lists one level in order and deletes files and folders", async () => {
        await put("z", "1");
        await put("b/c", "22");
        await put("a", "333");
        expect(await store.list(RUN, "/")).toEqual({
          files: [
            { name: "a", sizeBytes: 3 },
            { name: "z", sizeBytes: 1 },
          ],
          folders: ["b"],
        });
        expect(await store.delete(RUN, "b")).toBe(true);
        expect(await store.delete(RUN, "z")).toBe(true);
        expect(await store.list(RUN, "")).toEqual({ files: [{ name: "a", sizeBytes: 3 }], folders: [] });
        expect(await store.delete(RUN, "")).toBe(true);
        expect(await store.list(RUN, "")).toBeNull();
      });

      it("keeps the last of many writers, never a mixture", async () => {
        const texts = Array.from({ length: 20 }, (_, i) => String(i).repeat(100));
        await Promise.all(texts.map((one) => put("same/place", one)));
        expect(texts).toContain(await text("same/place"));
      });
    });

    describe("files that grow", () => {
      const append = (path: string, bytes: string, length: number, keep?: number) =>
        store.append(RUN, path, Buffer.from(bytes), keep === undefined ? { length } : { length, keep });

      it("are made on the way and grow by what is added at their end", async () => {
        expect(await append("plxlogs/a.jsonl", "one\n", 0)).toEqual({ kind: "appended", length: 4 });
        expect(await append("plxlogs/a.jsonl", "two\n", 4)).toEqual({ kind: "appended", length: 8 });
        expect(await text("plxlogs/a.jsonl")).toBe("one\ntwo\n");
      });

      it("stay as they are when they are not as long as the caller thinks, and say how long they are", async () => {
        await append("log", "one\n", 0);
        expect(await append("log", "one\n", 0), "a repeat").toEqual({ kind: "elsewhere", length: 4 });
        expect(await append("log", "x", 9)).toEqual({ kind: "elsewhere", length: 4 });
        expect(await append("log", "x", 9, 0)).toEqual({ kind: "elsewhere", length: 4 });
        expect(await text("log")).toBe("one\n");
      });

      it("lose what the caller cuts off: a line that was torn", async () => {
        await append("log", "one\ntw", 0);
        expect(await append("log", "two\n", 6, 4)).toEqual({ kind: "appended", length: 8 });
        expect(await text("log")).toBe("one\ntwo\n");
        await expect(append("log", "x", 8, 9)).rejects.toMatchObject({ code: "bad-path" });
      });

      it("take each of many simultaneous additions once or not at all", async () => {
        const outcomes = await Promise.all(Array.from({ length: 20 }, () => append("log", "line\n", 0)));
        expect(outcomes.filter(({ kind }) => kind === "appended")).toHaveLength(1);
        expect(await text("log")).toBe("line\n");
      });

      it("are files inside the run's folder", async () => {
        await put("folder/file", "x");
        await expect(append("folder", "x", 0)).rejects.toMatchObject({ code: "in-the-way" });
        await expect(append("", "x", 0)).rejects.toMatchObject({ code: "bad-path" });
        await expect(append("../elsewhere", "x", 0)).rejects.toMatchObject({ code: "bad-path" });
      });
    });

    describe("paths from outside", () => {
      const HOSTILE = [
        "../x",
        "a/../../x",
        "/etc/passwd",
        "a/..",
        "a\0b",
        "a\\..\\b",
        "a\nb",
        `${"x/".repeat(70)}y`,
        "n".repeat(300),
      ];
      it.each(HOSTILE)("refuses %j everywhere", async (path) => {
        const refused = { code: "bad-path" };
        await expect(store.stat(RUN, path)).rejects.toMatchObject(refused);
        await expect(store.list(RUN, path)).rejects.toMatchObject(refused);
        await expect(store.open(RUN, path)).rejects.toMatchObject(refused);
        await expect(put(path, "x")).rejects.toMatchObject(refused);
        await expect(store.delete(RUN, path)).rejects.toMatchObject(refused);
        await expect(store.packFolder(RUN, path)).rejects.toMatchObject(refused);
        await expect(store.packFiles(RUN, [path])).rejects.toMatchObject(refused);
        await expect((await receive(Buffer.from("x"))).saveAs(RUN, path)).rejects.toMatchObject(refused);
        await expect((await receive(Buffer.from("x"))).unpackInto(RUN, path, LIMITS)).rejects.toMatchObject(refused);
      });

      it.each(["", "..", ".staging", "0".repeat(31), `${RUN}/x`])("refuses %j as a run", async (run) => {
        await expect(store.stat(run, "a")).rejects.toMatchObject({ code: "bad-path" });
        await expect(store.delete(run, "")).rejects.toMatchObject({ code: "bad-path" });
      });

      it("drops empty names and single dots", async () => {
        await put("./a//b/", "x");
        expect(await text("a/b")).toBe("x");
      });
    });

    describe("archives", () => {
      it("packs a folder with members relative to it, and unpacks it elsewhere", async () => {
        await put("outputs/a.txt", "one");
        await put("outputs/deep/er/b.txt", "two");
        const packed = await buffer((await store.packFolder(RUN, "outputs")) ?? Readable.from([]));
        expect(await members(packed)).toEqual(["a.txt", "deep/", "deep/er/", "deep/er/b.txt"]);

        expect(await (await receive(packed)).unpackInto(OTHER, "copy", LIMITS)).toBe("written");
        expect(await text("copy/deep/er/b.txt", OTHER)).toBe("two");
      });

      it("packs chosen files under their whole names and leaves missing ones out", async () => {
        await put("events/metric/loss.plx", "1");
        await put("assets/model/x_1.bin", "2");
        const packed = await buffer(
          await store.packFiles(RUN, ["events/metric/loss.plx", "none", "assets/model/x_1.bin"]),
        );
        expect(await members(packed)).toEqual(["events/metric/loss.plx", "assets/model/x_1.bin"]);
      });

      it("stops packing when its reader goes away", async () => {
        await store.write(RUN, "big", [Buffer.alloc(4_000_000, 7)], { maxBytes: 10_000_000 });
        const packed = await store.packFolder(RUN, "");
        packed?.destroy();
        expect(await text("big")).toHaveLength(4_000_000);
      });

      it("replaces a folder whole, keeps it when asked to, and merges into the run's own folder", async () => {
        await put("code/old.py", "old");
        const archive = await tarOf([{ name: "new.py", content: "new" }]);
        expect(await (await receive(archive)).unpackInto(RUN, "code", { ...LIMITS, overwrite: false })).toBe("kept");
        expect(await text("code/new.py")).toBeNull();
        expect(await (await receive(archive)).unpackInto(RUN, "code", LIMITS)).toBe("written");
        expect(await store.list(RUN, "code")).toEqual({ files: [{ name: "new.py", sizeBytes: 3 }], folders: [] });

        const deep = await tarOf([{ name: "code/more.py", content: "more" }]);
        expect(await (await receive(deep)).unpackInto(RUN, "/", LIMITS)).toBe("written");
        expect((await store.list(RUN, "code"))?.files.map((file) => file.name)).toEqual(["more.py", "new.py"]);
      });

      const HOSTILE: readonly [string, Member, string][] = [
        ["a name that climbs", { name: "../evil", content: "x" }, "bad-archive"],
        ["a name that climbs from a folder", { name: "a/../../evil", content: "x" }, "bad-archive"],
        ["an absolute name", { name: "/etc/evil", content: "x" }, "bad-archive"],
        ["a symbolic link", { name: "link", type: "symlink", linkname: "/etc" }, "bad-archive"],
        ["a hard link", { name: "link", type: "link", linkname: "a" }, "bad-archive"],
        ["a device", { name: "dev", type: "character-device" }, "bad-archive"],
        ["a pipe", { name: "fifo", type: "fifo" }, "bad-archive"],
        ["too many bytes", { name: "big", content: "x".repeat(1_000_001) }, "too-large"],
      ];
      it.each(HOSTILE)("refuses an archive with %s, and writes none of it", async (_, member, code) => {
        const archive = await tarOf([{ name: "good", content: "x" }, member]);
        await expect((await receive(archive)).unpackInto(RUN, "in", LIMITS)).rejects.toMatchObject({ code });
        expect(await store.stat(RUN, "in")).toBeNull();
      });

      it("refuses too many entries, a bomb, a name given twice, and what is no archive", async () => {
        const many = await tarOf(Array.from({ length: 101 }, (_, i) => ({ name: `f${i}`, content: "" })));
        await expect((await receive(many)).unpackInto(RUN, "in", LIMITS)).rejects.toMatchObject({ code: "too-large" });
        const bomb = await tarOf([{ name: "zeros", content: "\0".repeat(20_000_000) }]);
        const loose = { ...LIMITS, maxBytes: 1e9 };
        await expect((await receive(bomb)).unpackInto(RUN, "in", loose)).rejects.toMatchObject({ code: "too-large" });
        const twice = await tarOf([
          { name: "a", content: "1" },
          { name: "a", content: "2" },
        ]);
        await expect((await receive(twice)).unpackInto(RUN, "in", LIMITS)).rejects.toMatchObject({
          code: "bad-archive",
        });
        const whole = await tarOf([{ name: "a", content: "1".repeat(5000) }]);
        for (const junk of [Buffer.from("not gzip"), Buffer.alloc(0), whole.subarray(0, whole.length - 20)]) {
          await expect((await receive(junk)).unpackInto(RUN, "in", LIMITS)).rejects.toMatchObject({
            code: "bad-archive",
          });
        }
        expect(await store.stat(RUN, "in")).toBeNull();
      });
    });
  });
}

export async function tarOf(entries: readonly Member[]): Promise<Buffer> {
  const tar = pack();
  for (const { content, ...headers } of entries) tar.entry(headers, content ?? "");
  tar.finalize();
  return await buffer(tar.pipe(createGzip()));
}

async function members(archive: Buffer): Promise<string[]> {
  const tar = extract();
  tar.end(gunzipSync(archive));
  const names: string[] = [];
  for await (const entry of tar) {
    names.push(entry.header.name);
    entry.resume();
  }
  return names;
}

import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { folderFiles } from "./folder-files.ts";
import { packFiles } from "./pack-files.ts";
import { saveArchive, saveFile } from "./save-download.ts";

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "plx-files-"))));
afterEach(() => rmSync(root, { recursive: true }));

const write = (path: string, text = "x"): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const streamOf = (bytes: Uint8Array) => new Blob([bytes as Uint8Array<ArrayBuffer>]).stream() as never;
const archive = async (
  ...entries: { readonly name: string; readonly type?: "symlink"; readonly linkname?: string }[]
) => {
  const tar = pack();
  for (const { name, ...header } of entries) tar.entry({ name, ...header }, header.type === undefined ? "new" : "");
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return streamOf(gzipSync(Buffer.concat(chunks)));
};

describe("what an upload of a folder holds", () => {
  const paths = async () => (await folderFiles(root, 100)).files.map(({ path }) => path);

  it("is all but git's and our own files, links, and what the .gitignores name", async () => {
    for (const path of ["b.py", "a/deep.py", "a/.env", "out/x", ".git/config", ".polyaxon/.run", "r.plx.json"])
      write(path);
    write(".gitignore", "out/\n");
    write("a/.gitignore", ".env\n");
    symlinkSync("/etc/passwd", join(root, "link"));
    expect(await paths()).toEqual([".gitignore", "a/.gitignore", "a/deep.py", "b.py"]);
    expect(await folderFiles(root, 100)).toMatchObject({ ignored: 2, ignoredBy: ".gitignore", special: 1 });
  });

  it("is what .polyaxonignore says, when there is one", async () => {
    for (const path of ["data.csv", "train.py", "weights.pt"]) write(path);
    write(".gitignore", "data.csv\n");
    write(".polyaxonignore", "*.pt\n.gitignore\n");
    expect(await paths()).toEqual(["data.csv", "train.py"]);
  });

  it("is refused when it is more than asked for", async () => {
    write("a");
    write("b");
    await expect(folderFiles(root, 1)).rejects.toThrow("there are more than 1 files");
  });
});

describe("an archive", () => {
  it("comes out as it went in", async () => {
    write("from/train.sh", "echo hi");
    write("from/data/empty", "");
    write("from/data/big", "7".repeat(300_000));
    chmodSync(join(root, "from/train.sh"), 0o755);
    const from = join(root, "from");
    await packFiles(from, (await folderFiles(from, 10)).files, join(root, "a.tgz"));
    const saved = await saveArchive(streamOf(await readFile(join(root, "a.tgz"))), join(root, "to"), {
      overwrite: false,
    });
    expect(saved).toEqual({ files: 3, bytes: 300_007, kept: 0, refused: 0 });
    expect(readFileSync(join(root, "to/data/big"), "utf8")).toBe("7".repeat(300_000));
    expect(readdirSync(join(root, "to/data"))).toEqual(["big", "empty"]);
  });

  it("never writes outside of its folder", async () => {
    const to = join(root, "to");
    const body = await archive(
      { name: "../evil" },
      { name: "/tmp/evil" },
      { name: "a/../../evil" },
      { name: "ln", type: "symlink", linkname: "/etc" },
      { name: "good" },
    );
    expect(await saveArchive(body, to, { overwrite: true })).toMatchObject({ files: 1, refused: 4 });
    expect([readdirSync(root), readdirSync(to)]).toEqual([["to"], ["good"]]);
  });

  it("keeps what is there unless it is told otherwise", async () => {
    write("to/mine", "mine");
    const to = join(root, "to");
    expect(await saveArchive(await archive({ name: "mine" }), to, { overwrite: false })).toMatchObject({ kept: 1 });
    expect(readFileSync(join(to, "mine"), "utf8")).toBe("mine");
    await saveFile(streamOf(Buffer.from("other")), join(to, "mine"), { overwrite: true });
    expect(readFileSync(join(to, "mine"), "utf8")).toBe("other");
  });

  it("that breaks off leaves no half file", async () => {
    const cut = gzipSync("not a tar of anything").subarray(0, 12);
    await expect(saveArchive(streamOf(cut), join(root, "to"), { overwrite: true })).rejects.toThrow();
    expect(readdirSync(join(root, "to"))).toEqual([]);
  });
});

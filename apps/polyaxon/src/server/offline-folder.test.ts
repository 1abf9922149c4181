import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "@polyaxon/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDataFolder } from "./data-folder.ts";
import { folderTools } from "./offline-folder.ts";

const PAGE_BYTES = 4096;

describe("the doctor of a damaged folder", () => {
  let root: string;
  let clean: Buffer;
  let copies = 0;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "polyaxon-damaged-"));
    const store = await openSqliteStore({ folder: join(root, "data") });
    const project = { uuid: "p", name: "digits", description: null, tags: [], readme: null, user: null, createdAt: 0 };
    await store.createProject(project);
    await store.snapshotInto(join(root, "clean.db"));
    await store.close();
    clean = readFileSync(join(root, "clean.db"));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  /** What it says of a copy with these bytes turned round. */
  async function examine(at: number, length: number): Promise<unknown> {
    const folder = join(root, `copy-${copies++}`);
    mkdirSync(folder);
    openDataFolder(folder);
    const bytes = Buffer.from(clean);
    for (let index = at; index < at + length; index += 1) bytes[index] = (bytes[index] ?? 0) ^ 0xff;
    writeFileSync(join(folder, "polyaxon.db"), bytes);
    return await folderTools(folder)
      .examine(5)
      .catch((error: unknown) => error);
  }

  it("is well when nothing is damaged", async () => {
    expect(await examine(0, 0)).toMatchObject({ healthy: true });
  });

  it("names the damage and what to do, whatever page it is in", async () => {
    const pages = clean.length / PAGE_BYTES;
    for (let page = 0; page < pages; page += Math.ceil(pages / 12)) {
      expect(await examine(page * PAGE_BYTES, 4), `page ${page + 1}`).toMatchObject({
        name: "StoreError",
        code: "corrupt",
        message: expect.stringMatching(/is damaged.*estore a backup/s) as string,
      });
    }
  });

  it("says what it can of bits turned anywhere, and never fails in words of its own making", async () => {
    for (let round = 1; round <= 8; round += 1) {
      // Spread over the file, the same in every run.
      const at = (round * 7_919 * 13) % (clean.length - 64);
      const said = await examine(at, 1 + (round % 64));
      expect(said, `from byte ${at}`).toSatisfy(
        (answer: { healthy?: boolean; name?: string }) => answer.healthy !== undefined || answer.name === "StoreError",
      );
    }
  });

  it("of a file that was cut off, too", async () => {
    const folder = join(root, "cut");
    mkdirSync(folder);
    openDataFolder(folder);
    writeFileSync(join(folder, "polyaxon.db"), clean.subarray(0, clean.length - 3 * PAGE_BYTES));
    await expect(folderTools(folder).examine(5)).rejects.toMatchObject({ code: "corrupt" });
  });
});

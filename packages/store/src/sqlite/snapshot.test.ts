import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { create, createRunning, makeProject, newRun, runId, statusOf } from "../contract/harness.ts";
import { checkDatabase, schemaOfFolder, snapshotOfFolder } from "./offline.ts";
import { openSqliteStore, type SqliteStore } from "./open-sqlite-store.ts";

let folder: string;
let store: SqliteStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "polyaxon-snapshot-"));
  store = await openSqliteStore({ folder: join(folder, "data") });
  await makeProject(store);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a copy of a database that works", () => {
  it("holds every run acknowledged before it began, equal, while writing goes on", async () => {
    let written = 0;
    let stop = false;
    const hammer = async (lane: number): Promise<void> => {
      for (let index = 1; !stop; index += 1) {
        await create(store, newRun(lane * 100_000 + index, { inputs: { index, text: "x".repeat(200) } }));
        written += 1;
      }
    };
    const lanes = [1, 2, 3, 4].map(hammer);
    while (written < 200) await new Promise((resolve) => setImmediate(resolve));
    const before = await store.listRuns("digits", { limit: 100_000, offset: 0, withCount: true });
    const { runs } = await store.snapshotInto(join(folder, "copy.db"));
    const during = written;
    stop = true;
    await Promise.all(lanes);

    expect(runs).toBeGreaterThanOrEqual(before.results.length);
    expect(during).toBeGreaterThan(before.results.length);
    const copied = await copyAsStore("copy.db");
    for (const run of before.results) expect(await copied.getRun(run.uuid)).toMatchObject(run);
    await copied.close();
  });

  it("is not one: what it cannot write it removes", async () => {
    await expect(store.snapshotInto(join(folder, "no such folder", "copy.db"))).rejects.toMatchObject({
      code: "cannot-open",
    });
    expect(readdirSync(folder)).toEqual(["data"]);
  });

  it("is copied from the folder alone when nobody serves it, and never beside a server", async () => {
    await create(store, newRun(1));
    const data = join(folder, "data");
    await expect(snapshotOfFolder(data, join(folder, "copy.db"))).rejects.toMatchObject({ code: "locked" });
    await store.close();
    expect(await snapshotOfFolder(data, join(folder, "copy.db"))).toMatchObject({ runs: 1, unfinishedRuns: 1 });
    expect(await checkDatabase(join(folder, "copy.db"))).toMatchObject({ runs: 1, projects: 1 });
  });
});

describe("a restored database", () => {
  it("ends what was alive when the backup was made, with a reason, and retries what may be retried", async () => {
    await createRunning(store, 10, newRun(1));
    await createRunning(store, 10, newRun(2));
    await createRunning(store, 10, newRun(3));
    const shell = new DatabaseSync(join(folder, "data", "polyaxon.db"), { timeout: 5000 });
    shell.exec(`update runs set max_retries = 2 where uuid = '${runId(2)}'`);
    shell.close();
    await store.stopRuns([runId(3)], { reason: "Test", user: null, now: 11 });

    expect(await store.endRestoredAttempts(15, 20)).toBe(3);
    expect(await statusOf(store, runId(1))).toBe("failed");
    expect(await statusOf(store, runId(2))).toBe("retrying");
    expect(await statusOf(store, runId(3))).toBe("stopped");
    expect((await store.getConditions(runId(1))).at(-1)).toMatchObject({ reason: "RestoredFromBackup" });
    expect(await store.endRestoredAttempts(15, 20)).toBe(0);
  });
});

describe("the schema of a folder", () => {
  it("is told without changing anything", async () => {
    await store.close();
    expect(await schemaOfFolder(join(folder, "data"))).toMatchObject({ pending: [] });
    await expect(schemaOfFolder(folder)).rejects.toMatchObject({ code: "cannot-open" });
  });

  it("of a newer program is refused with what to do", async () => {
    await store.close();
    const shell = new DatabaseSync(join(folder, "data", "polyaxon.db"));
    shell.exec("insert into schema_history values (999, 'from-the-future', 0)");
    shell.close();
    await expect(schemaOfFolder(join(folder, "data"))).rejects.toThrow(/999 \(from-the-future\).*Upgrade this program/);
  });

  it("of a damaged file is refused", async () => {
    const file = join(folder, "bad.db");
    writeFileSync(file, "SQLite format 3\0".padEnd(8192, "x"));
    await expect(checkDatabase(file)).rejects.toMatchObject({ code: "corrupt" });
  });
});

async function copyAsStore(name: string): Promise<SqliteStore> {
  const target = mkdtempSync(join(folder, "copied-"));
  copyFileSync(join(folder, name), join(target, "polyaxon.db"));
  return await openSqliteStore({ folder: target });
}

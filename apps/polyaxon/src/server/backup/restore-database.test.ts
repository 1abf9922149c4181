import { copyFileSync, createWriteStream, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { openPostgresStore, openSqliteStore } from "@polyaxon/store";
import { type Cluster, FaultyWay, postgresCluster, whyNoPostgres } from "@polyaxon/store/postgres-for-tests";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openDataFolder } from "../data-folder.ts";
import { restoreDatabase } from "./restore-database.ts";
import { secretsIn } from "./secrets.ts";
import { createBackup } from "./write-backup.ts";

const RUN = "a".repeat(32);
const BEFORE = "b".repeat(32);
const NEWER = "c".repeat(32);
const JOURNAL = ".polyaxon-restore.json";
const reason = whyNoPostgres();

describe.skipIf(reason !== null)(`a restore that broke off${reason === null ? "" : ` (${reason})`}`, () => {
  let cluster: Cluster;
  let folder: string;
  let archive: string;
  let artifacts: string;
  let url: string;
  const databases: string[] = [];
  let way: FaultyWay;
  beforeAll(async () => {
    cluster = await postgresCluster();
    folder = mkdtempSync(join(tmpdir(), "polyaxon-restore-"));
    archive = await backUp(join(folder, "laptop"), join(folder, "backup.tar.gz"));
  });
  beforeEach(async () => {
    const name = `restore_${process.pid}_${databases.length}`;
    await cluster.admin(`create database ${name}`);
    databases.push(name);
    url = cluster.url(name);
    artifacts = join(folder, name);
    mkdirSync(join(artifacts, BEFORE), { recursive: true });
    way = await FaultyWay.to(cluster.port);
  });
  afterAll(async () => {
    for (const name of databases) await cluster.dropDatabase(name);
    rmSync(folder, { recursive: true, force: true });
  });

  const restore = (through = false, file = archive) =>
    restoreDatabase({
      file,
      url: through ? url.replace(`:${cluster.port}/`, `:${way.port}/`) : url,
      artifacts,
      force: true,
      now: Date.now,
      // With nobody to ask there is nothing to wait for; else the database may take a moment to notice that a connection is gone.
      patienceMs: way.thenClosed ? 0 : 60_000,
    });
  const runFolders = (): readonly string[] => readdirSync(artifacts).filter((name) => /^[0-9a-f]{32}$/.test(name));
  const hidden = (): readonly string[] =>
    readdirSync(artifacts).filter((name) => /^\.(restoring|polyaxon-r)/.test(name));

  it("in its own commit, and heard what became of it, ends as it should", async () => {
    way.fault = "answer-not-delivered";
    expect(await restore(true)).toMatchObject({ place: expect.stringContaining("artifacts to") as string });
    way.close();
    expect([runFolders(), hidden()]).toEqual([[RUN], []]);
    // The same command again finds a database that is not empty, and moves it aside as it was told to.
    expect((await restore()).movedAside.join()).toMatch(/schema polyaxon_before_restore_/);
  });

  it("before its commit puts everything back", async () => {
    way.fault = "commit-not-delivered";
    await expect(restore(true)).rejects.toMatchObject({ code: "unreachable" });
    way.close();
    expect([runFolders(), hidden()]).toEqual([[BEFORE], []]);
  });

  it.each([
    ["it was done", "answer-not-delivered", false],
    ["it was not", "commit-not-delivered", true],
  ] as const)("in its own commit with nobody to ask is settled by the same command (%s)", async (_, fault, anew) => {
    way.fault = fault;
    way.thenClosed = true;
    await expect(restore(true)).rejects.toThrow(/Nothing was taken back\. Run the same command again/);
    expect(runFolders()).toEqual([RUN]);
    way.openAgain();
    const { movedAside } = await restore(true);
    way.close();
    expect(movedAside[0]).toContain(".before-restore-");
    expect([runFolders(), hidden()]).toEqual([[RUN], []]);
    const store = await openPostgresStore({ url });
    expect(await store.getProject("digits")).not.toBeNull();
    await store.close();
    expect(anew ? movedAside.length : movedAside.at(-1)).toEqual(
      anew ? 1 : expect.stringContaining("if the database held"),
    );
  });

  it("and was done is not taken for the restore of another archive of the same name", async () => {
    way.fault = "answer-not-delivered";
    way.thenClosed = true;
    const file = join(folder, "nightly.tar.gz");
    copyFileSync(archive, file);
    await expect(restore(true, file)).rejects.toThrow(/Nothing was taken back/);
    way.openAgain();
    await backUp(join(folder, "tomorrow"), file, NEWER);
    const { movedAside } = await restore(true, file);
    way.close();
    expect(runFolders()).toEqual([NEWER]);
    expect(readdirSync(movedAside[0] ?? "")).toEqual([RUN]);
    expect(movedAside[1]).toMatch(/schema polyaxon_before_restore_/);
  });

  it("and was one into another database is not overlooked", async () => {
    writeFileSync(
      join(artifacts, JOURNAL),
      JSON.stringify({ format: 1, file: "/b/other.tar.gz", place: "db:5432/other" }),
    );
    await expect(restore()).rejects.toThrow(/other\.tar\.gz into db:5432\/other broke off/);
    writeFileSync(join(artifacts, JOURNAL), "{");
    await expect(restore()).rejects.toThrow(/interrupted restore and cannot be read/);
    expect(runFolders()).toEqual([BEFORE]);
  });
});

async function backUp(data: string, into: string, run = RUN): Promise<string> {
  openDataFolder(data);
  const store = await openSqliteStore({ folder: data });
  await store.createProject({
    uuid: "p",
    name: "digits",
    description: null,
    tags: [],
    readme: null,
    user: null,
    createdAt: 0,
  });
  mkdirSync(join(data, "artifacts", run), { recursive: true });
  writeFileSync(join(data, "artifacts", run, "model"), "weights");
  const archive = await createBackup({
    scratch: data,
    secrets: () => secretsIn(data),
    artifactsFolder: join(data, "artifacts"),
    version: "0",
    now: Date.now,
    snapshotInto: (file) => store.snapshotInto(file),
  });
  await pipeline(archive, createWriteStream(into));
  await store.close();
  return into;
}

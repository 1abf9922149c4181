import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { folderArtifactStore } from "@polyaxon/artifacts";
import { expect, it, onTestFinished } from "vitest";
import { createBackup } from "./write-backup.ts";

const RUN = "0123456789abcdef0123456789abcdef";

async function place() {
  const scratch = await mkdtemp(join(tmpdir(), "write-backup-"));
  onTestFinished(() => rm(scratch, { recursive: true }));
  const artifactsFolder = join(scratch, "share");
  const store = folderArtifactStore(artifactsFolder);
  await store.append(RUN, "log", Buffer.from("one\n"), { length: 0 });
  const source = {
    scratch,
    secrets: () => ({}),
    snapshotInto: async (file: string) => {
      await writeFile(file, "a database");
      return { schema: { number: 1, name: "initial" }, projects: 1, runs: 1, unfinishedRuns: 0 };
    },
    artifactsFolder,
    checkArtifacts: () => store.check(),
    version: "0",
    now: () => 0,
  } as const;
  return { artifactsFolder, source };
}

it("is no backup while the file system of the artifacts is not mounted", async () => {
  const { artifactsFolder, source } = await place();
  await buffer(await createBackup(source));
  await rename(artifactsFolder, `${artifactsFolder}.away`);
  await mkdir(artifactsFolder);
  await expect(createBackup(source)).rejects.toThrow("mounted");
  await buffer(await createBackup({ ...source, artifactsFolder: null }));
});

it("breaks off when it goes away in its middle", async () => {
  const { artifactsFolder, source } = await place();
  const archive = await createBackup({
    ...source,
    snapshotInto: async (file) => {
      await rename(artifactsFolder, `${artifactsFolder}.away`);
      return await source.snapshotInto(file);
    },
  });
  await expect(buffer(archive)).rejects.toThrow("mounted");
});

import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { SERIES_FOLDER } from "@polyaxon/artifacts";
import { importIntoPostgres, statusOfPostgres } from "@polyaxon/store";
import { markOf } from "../artifacts-mark.ts";
import { openDataFolder } from "../data-folder.ts";
import { BackupError, DATABASE } from "./manifest.ts";
import { asideSuffix, contents, syncFolder } from "./restore-folder.ts";
import { type Restored, unpackBackup } from "./restored.ts";

const RUN = /^[0-9a-f]{32}$/;

/**
 * Fills a Postgres database and a folder of artifacts from a backup, whichever database that was made of. Everything is
 * unpacked beside the artifacts, compared with the manifest, migrated and tidied first; then the folders of runs are put
 * in place, and one transaction fills the database. A failure before its commit takes the folders out again.
 *
 * @param options.force tables and artifacts that are there are moved aside; without it, they are a reason to refuse
 * @throws BackupError; StoreError `not-empty`, `locked` while a server works on the database, and as `statusOfPostgres`
 */
export async function restoreDatabase(options: {
  readonly file: string;
  readonly url: string;
  /** Made when missing. It may be the root of a file system. */
  readonly artifacts: string;
  readonly force: boolean;
  readonly now: () => number;
}): Promise<Restored> {
  const { artifacts, file, force, now, url } = options;
  const { place, served } = await statusOfPostgres(url);
  // Nothing of theirs is moved even for a moment: what they write meanwhile would stand in the way of moving it back.
  if (served)
    throw new BackupError(
      `A server is working on the database ${place}: stop every Polyaxon server of it first, or choose another database.`,
    );
  const hasSeries = (await contents(join(artifacts, SERIES_FOLDER))).length > 0;
  const there = (await contents(artifacts)).filter((name) => RUN.test(name) || (hasSeries && name === SERIES_FOLDER));
  if (there.length > 0 && !force)
    throw new BackupError(
      `${artifacts} is not empty: it holds artifacts of runs (${there.length}). Choose another --artifacts-dir, or move what is there aside with --force`,
    );
  const suffix = asideSuffix(now());
  const fresh = join(artifacts, `.restoring-${process.pid}`);
  const aside = join(artifacts, `.${suffix}`);
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  const undo: (() => Promise<void>)[] = [];
  try {
    const unpacked = await unpackBackup(file, fresh, now());
    const movedAside: string[] = [];
    if (there.length > 0) {
      await mkdir(aside, { mode: 0o700 });
      for (const name of there) await move(artifacts, aside, name, undo);
      movedAside.push(aside);
    }
    const unpackedArtifacts = join(fresh, "artifacts");
    for (const name of await contents(unpackedArtifacts)) await move(unpackedArtifacts, artifacts, name, undo);
    // Before the database names them.
    await syncFolder(artifacts);
    // What an archive does not hold is made, as at a first start.
    const { adminToken, installationKey, secret } = openDataFolder(fresh);
    const schema = `polyaxon_${suffix.toLowerCase().replaceAll("-", "_")}`;
    const moved = await importIntoPostgres(url, {
      from: join(fresh, DATABASE),
      installation: {
        adminToken,
        installationKey,
        secret: Buffer.from(secret).toString("base64url"),
        artifactsId: markOf(artifacts),
      },
      now: now(),
      aside: force ? schema : null,
    });
    undo.length = 0;
    if (moved) movedAside.push(`schema ${schema} of ${place}`);
    return { ...unpacked, place: `${place}, artifacts to ${artifacts}`, movedAside };
  } catch (error) {
    const left = await putBack(undo);
    if (left === 0) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new BackupError(`${said} And ${left} folders of runs could not be put back: look for them in ${aside}`, {
      cause: error,
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** All that can be; answers how many cannot. */
async function putBack(undo: readonly (() => Promise<void>)[]): Promise<number> {
  let left = 0;
  for (const back of undo.toReversed()) await back().catch(() => (left += 1));
  return left;
}

async function move(from: string, to: string, name: string, undo: (() => Promise<void>)[]): Promise<void> {
  await rename(join(from, name), join(to, name));
  undo.push(() => rename(join(to, name), join(from, name)));
}

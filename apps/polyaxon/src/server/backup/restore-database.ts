import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { SERIES_FOLDER } from "@polyaxon/artifacts";
import { importIntoPostgres, type PostgresStatus, statusOfPostgres, StoreError } from "@polyaxon/store";
import { markOf } from "../artifacts-mark.ts";
import { openDataFolder } from "../data-folder.ts";
import { BackupError, DATABASE } from "./manifest.ts";
import { archiveStamp } from "./read-backup.ts";
import { asideSuffix, contents } from "./restore-folder.ts";
import {
  hashOf,
  putInPlace,
  readJournal,
  removeJournal,
  type RestoreJournal,
  takeBack,
  writeJournal,
} from "./restore-journal.ts";
import { type Restored, unpackBackup } from "./restored.ts";

const RUN = /^[0-9a-f]{32}$/;

/**
 * Fills a Postgres database and a folder of artifacts from a backup, whichever database that was made of. Everything is
 * unpacked beside the artifacts, compared with the manifest, migrated and tidied first; then the folders of runs are put
 * in place, and one transaction fills the database. A failure before its commit takes the folders out again; of a restore
 * that broke off, the next one learns from the database whether it is done, and finishes it or takes it back.
 *
 * @param options.force tables and artifacts that are there are moved aside; without it, they are a reason to refuse
 * @param options.patienceMs how long a database is waited for whose answer decides whether it is done. Default 60 000
 * @throws BackupError; StoreError `not-empty`, `locked` while a server works on the database, and as `statusOfPostgres`
 */
export async function restoreDatabase(options: {
  readonly file: string;
  readonly url: string;
  /** Made when missing. It may be the root of a file system. */
  readonly artifacts: string;
  readonly force: boolean;
  readonly now: () => number;
  readonly patienceMs?: number;
}): Promise<Restored> {
  const { artifacts, file, now, patienceMs, url } = options;
  // Before it is read: one that is exchanged meanwhile is another one.
  const archive = await archiveStamp(file);
  const earlier = await readJournal(artifacts);
  const status = await statusOfPostgres(url, { afterBreak: earlier !== null });
  if (earlier !== null) {
    const done = await settle(artifacts, earlier, status);
    // Tonight's backup may have yesterday's name.
    if (done !== null && earlier.file === file && earlier.archive === archive) return done;
  }
  if (status.served) throw served(status.place);
  const journal = await prepare(options, { archive, place: status.place });
  let moved: boolean;
  try {
    await putInPlace(artifacts, journal);
    // What an archive does not hold is made, as at a first start.
    const { adminToken, installationKey, secret } = openDataFolder(join(artifacts, journal.fresh));
    moved = await importIntoPostgres(url, {
      from: join(artifacts, journal.fresh, DATABASE),
      installation: {
        adminToken,
        installationKey,
        secret: Buffer.from(secret).toString("base64url"),
        artifactsId: markOf(artifacts),
      },
      now: now(),
      aside: journal.schema,
      ...(patienceMs === undefined ? {} : { patienceMs }),
    });
  } catch (error) {
    if (error instanceof StoreError && error.code === "in-doubt")
      throw new BackupError(
        `${error.message} Nothing was taken back. Run the same command again when the database answers: it finds out, and ` +
          "says that the restore is done, or begins it anew.",
        { cause: error },
      );
    await takeBack(artifacts, journal).catch((left: unknown) => {
      throw new BackupError(`${messageOf(error)} And ${messageOf(left)}`, { cause: error });
    });
    throw error;
  }
  // It is done: when this fails, the folders stay, and the next one, or a server, does it.
  await removeJournal(artifacts, journal);
  return moved ? withSchema(journal, "") : journal.restored;
}

/** What became of a restore that broke off: told when it is done, taken back when it is not. */
async function settle(
  artifacts: string,
  journal: RestoreJournal,
  { installation, place, served: isServed }: PostgresStatus,
): Promise<Restored | null> {
  if (journal.place !== place)
    throw new BackupError(
      `A restore of ${journal.file} into ${journal.place} broke off, with its artifacts in ${artifacts}: run that one again ` +
        "first, or choose another --artifacts-dir.",
    );
  if (installation !== null && hashOf(installation.secret) === journal.secretHash) {
    await removeJournal(artifacts, journal);
    return withSchema(journal, ", if the database held something");
  }
  if (isServed) throw served(place);
  await takeBack(artifacts, journal);
  return null;
}

/** Unpacks the archive beside the artifacts, and writes down what is going to be moved. */
async function prepare(
  { artifacts, file, force, now }: Parameters<typeof restoreDatabase>[0],
  { archive, place }: Required<Pick<RestoreJournal, "archive" | "place">>,
): Promise<RestoreJournal> {
  const hasSeries = (await contents(join(artifacts, SERIES_FOLDER))).length > 0;
  const there = (await contents(artifacts)).filter((name) => RUN.test(name) || (hasSeries && name === SERIES_FOLDER));
  if (there.length > 0 && !force)
    throw new BackupError(
      `${artifacts} is not empty: it holds artifacts of runs (${there.length}). Choose another --artifacts-dir, or move what is there aside with --force`,
    );
  const fresh = `.restoring-${process.pid}`;
  const folder = join(artifacts, fresh);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const unpacked = await unpackBackup(file, folder, now());
    const suffix = asideSuffix(now());
    const aside = there.length > 0 ? join(artifacts, `.${suffix}`) : null;
    const journal: RestoreJournal = {
      format: 1,
      file,
      archive,
      place,
      secretHash: hashOf(Buffer.from(openDataFolder(folder).secret).toString("base64url")),
      incoming: await contents(join(folder, "artifacts")),
      outgoing: there,
      aside,
      schema: force ? `polyaxon_${suffix.toLowerCase().replaceAll("-", "_")}` : null,
      fresh,
      restored: {
        // Its files are many, and nobody asks for them any more.
        ...unpacked,
        manifest: { ...unpacked.manifest, files: [] },
        place: `${place}, artifacts to ${artifacts}`,
        movedAside: aside === null ? [] : [aside],
      },
    };
    await writeJournal(artifacts, journal);
    return journal;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

const withSchema = ({ place, restored, schema }: RestoreJournal, unless: string): Restored =>
  schema === null
    ? restored
    : { ...restored, movedAside: [...restored.movedAside, `schema ${schema} of ${place}${unless}`] };

/** Nothing of theirs is moved even for a moment: what they write meanwhile would stand in the way of moving it back. */
const served = (place: string): BackupError =>
  new BackupError(
    `A server is working on the database ${place}: stop every Polyaxon server of it first, or choose another database.`,
  );

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

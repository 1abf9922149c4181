import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { BackupError } from "./manifest.ts";
import { contents, syncFolder } from "./restore-folder.ts";
import type { Restored } from "./restored.ts";

const JOURNAL = ".polyaxon-restore.json";

/**
 * What a restore into Postgres is about to do to a folder of artifacts, written there before it begins. A restore that was
 * killed, or lost its connection in its own commit, is known from it: the next one finishes it, or takes it back.
 */
export interface RestoreJournal {
  readonly format: 1;
  /** The archive, as it was named. */
  readonly file: string;
  /** Which archive that was: see `archiveStamp`. Absent in one of an earlier version. */
  readonly archive?: string;
  /** `host:port/database`. */
  readonly place: string;
  /** SHA-256, in hex, of the secret that this restore gives the database: by it, a restore that is done is known. */
  readonly secretHash: string;
  /** Folders of runs that are put into the folder. */
  readonly incoming: readonly string[];
  /** Those that were there and are moved to `aside`, first. */
  readonly outgoing: readonly string[];
  /** Null when nothing is. */
  readonly aside: string | null;
  /** Where tables go that are there; null when they are a reason to refuse. */
  readonly schema: string | null;
  /** Where the archive is unpacked, in the folder. */
  readonly fresh: string;
  /** What to tell of it when it is done. */
  readonly restored: Restored;
}

export const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** @throws BackupError when it is there and cannot be read */
export async function readJournal(artifacts: string): Promise<RestoreJournal | null> {
  const path = join(artifacts, JOURNAL);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
  try {
    const journal = JSON.parse(text) as RestoreJournal;
    // Written by this program alone, and whole: see `writeJournal`.
    if (journal.format === 1) return journal;
  } catch {
    // Said below.
  }
  throw new BackupError(
    `${path} tells of an interrupted restore and cannot be read: restore into another folder and database`,
  );
}

export async function writeJournal(artifacts: string, journal: RestoreJournal): Promise<void> {
  const path = join(artifacts, JOURNAL);
  const file = await open(`${path}.new`, "w", 0o600);
  try {
    await file.writeFile(JSON.stringify(journal));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  await syncFolder(artifacts);
}

/** The restore is done, or taken back. */
export async function removeJournal(artifacts: string, { fresh }: Pick<RestoreJournal, "fresh">): Promise<void> {
  await rm(join(artifacts, fresh), { recursive: true, force: true });
  await rm(join(artifacts, JOURNAL), { force: true });
}

/** A server works on what a restore has made: it was done, whether or not that restore ever knew. */
export async function forgetFinishedRestore(artifacts: string, secret: string): Promise<void> {
  const journal = await readJournal(artifacts).catch(() => null);
  if (journal !== null && hashOf(secret) === journal.secretHash) await removeJournal(artifacts, journal);
}

/** Moves the folders as the journal says. Repeating it is harmless. */
export async function putInPlace(
  artifacts: string,
  { aside, fresh, incoming, outgoing }: RestoreJournal,
): Promise<void> {
  if (aside !== null) await mkdir(aside, { recursive: true, mode: 0o700 });
  for (const name of outgoing) if (aside !== null) await rename(join(artifacts, name), join(aside, name));
  for (const name of incoming) await rename(join(artifacts, fresh, "artifacts", name), join(artifacts, name));
  // Before the database names them.
  await syncFolder(artifacts);
}

/**
 * Moves the folders back, as far as they were moved, and forgets the restore.
 *
 * @throws BackupError when something cannot be moved back; the journal stays, and it can be tried again
 */
export async function takeBack(artifacts: string, journal: RestoreJournal): Promise<void> {
  const { aside, fresh, incoming, outgoing } = journal;
  const atAside = new Set(aside === null ? [] : await contents(aside));
  // One that is to be moved aside, and was not, is not ours.
  const notMoved = new Set(outgoing.filter((name) => !atAside.has(name)));
  const unpacked = join(artifacts, fresh, "artifacts");
  const [here, back] = [new Set(await contents(artifacts)), new Set(await contents(unpacked))];
  let left = 0;
  const move = async (from: string, to: string): Promise<void> => {
    await rename(from, to).catch(() => (left += 1));
  };
  await mkdir(unpacked, { recursive: true });
  for (const name of incoming) {
    if (here.has(name) && !back.has(name) && !notMoved.has(name))
      await move(join(artifacts, name), join(unpacked, name));
  }
  for (const name of outgoing) if (atAside.has(name)) await move(join(aside ?? "", name), join(artifacts, name));
  if (left > 0)
    throw new BackupError(
      `${left} folders of runs could not be moved back into ${artifacts}${aside === null ? "" : ` from ${aside}`}: make ` +
        "them movable for this account, and run the same command again",
    );
  if (aside !== null) await rm(aside, { recursive: true, force: true });
  await removeJournal(artifacts, journal);
}

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { type LockHolder, StoreLockedError } from "../errors.ts";
import { storeErrorFrom } from "./open-database.ts";
import { ownFile } from "./own-file.ts";

/** In every folder that is, or was, in use. */
export const LOCK_FILE = "polyaxon.lock";
const HOLDER_FILE = "polyaxon.holder.json";
const SQLITE_BUSY = 5;

/** Held for life; the operating system lets go of it when the process ends, however it ends. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes the folder for this process. The lock is SQLite's own exclusive file lock on a side file, so no crash can leave
 * it stale; a plain JSON file beside it names the holder for those who are refused.
 *
 * @throws StoreLockedError naming the holder
 */
export function lockFolder(folder: string, holder: LockHolder): FolderLock {
  const file = join(folder, LOCK_FILE);
  const holderFile = join(folder, HOLDER_FILE);
  let connection: InstanceType<typeof DatabaseSync> | undefined;
  try {
    ownFile(file);
    connection = new DatabaseSync(file, { timeout: 0 });
    connection.exec("pragma locking_mode = exclusive; pragma journal_mode = memory; begin exclusive;");
  } catch (error) {
    connection?.close();
    if (isBusy(error)) throw new StoreLockedError(folder, readHolder(holderFile));
    throw storeErrorFrom(error, file) ?? error;
  }
  const held = connection;
  ownFile(holderFile);
  writeFileSync(holderFile, `${JSON.stringify(holder, null, 2)}\n`);
  return {
    release() {
      rmSync(holderFile, { force: true });
      held.close();
    },
  };
}

/** Who has the folder at this moment; null when nobody has, or has not named itself yet. Writes nothing. */
export function folderHolder(folder: string): LockHolder | null {
  const file = join(folder, LOCK_FILE);
  if (!existsSync(file)) return null;
  let connection: InstanceType<typeof DatabaseSync> | undefined;
  try {
    connection = new DatabaseSync(file, { timeout: 0, readOnly: true });
    connection.exec("select 1 from sqlite_master");
    return null;
  } catch (error) {
    return isBusy(error) ? readHolder(join(folder, HOLDER_FILE)) : null;
  } finally {
    connection?.close();
  }
}

const isBusy = (error: unknown): boolean => ((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_BUSY;

function readHolder(file: string): LockHolder | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as LockHolder;
  } catch {
    return null; // Its writer may be between taking the lock and naming itself; the refusal stands without a name.
  }
}

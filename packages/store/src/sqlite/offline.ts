import { existsSync } from "node:fs";
import { join } from "node:path";
import { StoreError } from "../errors.ts";
import { type SchemaStatus, schemaStatus } from "../schema/migrate.ts";
import type { Database } from "../statement.ts";
import { lockFolder } from "./folder-lock.ts";
import { storeErrorFrom } from "./open-database.ts";
import { type DatabaseSummary, summarise, takeSnapshot, withDatabase } from "./snapshot.ts";

/** Work on a data folder that no server holds. Nothing here migrates. */

/**
 * Where the folder's database stands in the history of schemas.
 *
 * @throws StoreLockedError when a server has the folder; StoreError `newer-schema`, or `cannot-open` where there is none
 */
export async function schemaOfFolder(folder: string): Promise<SchemaStatus> {
  return await alone(folder, (file) => withDatabase(file, schemaOf));
}

/**
 * Reads the folder's database through, page by page.
 *
 * @throws StoreError `corrupt`, saying what is wrong and what to do; as `schemaOfFolder`
 */
export async function checkFolder(folder: string): Promise<DatabaseSummary> {
  return await alone(folder, checkDatabase);
}

/** Copies the folder's database into a new file. Errors as above. */
export async function snapshotOfFolder(folder: string, into: string): Promise<DatabaseSummary> {
  return await alone(folder, (file) => takeSnapshot(file, into));
}

/**
 * Reads a database file through, page by page, and tells what it holds.
 *
 * @throws StoreError `corrupt`, saying what is wrong; `newer-schema`
 */
export async function checkDatabase(file: string): Promise<DatabaseSummary> {
  return await translated(file, () =>
    withDatabase(file, async (database, connection) => {
      const problems = connection.prepare("pragma integrity_check(5)").all() as { integrity_check: string }[];
      const said = problems.map((row) => row.integrity_check).join("; ");
      if (said !== "ok")
        throw new StoreError(
          "corrupt",
          `The database ${file} is damaged: ${said.replaceAll(/\s+/g, " ")}. Restore a backup; keep this file, from which ` +
            "`sqlite3 FILE .recover` may save more. And look at the disk: dmesg, smartctl.",
        );
      await schemaOf(database);
      return await summarise(database);
    }),
  );
}

async function schemaOf({ db }: Database): Promise<SchemaStatus> {
  const tables = await db.introspection.getTables();
  return await schemaStatus(
    db,
    tables.some(({ name }) => name === "schema_history"),
  );
}

async function alone<T>(folder: string, work: (file: string) => Promise<T>): Promise<T> {
  const file = join(folder, "polyaxon.db");
  if (!existsSync(file)) throw new StoreError("cannot-open", `There is no database in ${folder}: expected ${file}.`);
  const started = new Date().toISOString();
  const lock = lockFolder(folder, { pid: process.pid, started, details: { work: "maintenance" } });
  try {
    return await translated(file, () => work(file));
  } finally {
    lock.release();
  }
}

async function translated<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeErrorFrom(error, file) ?? error;
  }
}

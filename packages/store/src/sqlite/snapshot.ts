import { rmSync } from "node:fs";
import { DONE } from "@polyaxon/lifecycle";
import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import type { Database } from "../statement.ts";
import { databaseOver } from "./kysely-driver.ts";
import { ownFile } from "./own-file.ts";
import { storeErrorFrom } from "./open-database.ts";

/** What a thread is asked for a copy of the database by. */
export const SNAPSHOT = "snapshot";

/** What a database holds, to tell one copy from another. */
export interface DatabaseSummary {
  readonly schema: { readonly number: number; readonly name: string };
  readonly projects: number;
  readonly runs: number;
  readonly unfinishedRuns: number;
}

/**
 * Copies the database, as it is at one moment, into a new file. It is a read: writing goes on meanwhile. Nothing is left
 * of a copy that failed.
 *
 * @throws StoreError `disk-full` and the like, about the copy
 */
export async function takeSnapshot(from: string, into: string): Promise<DatabaseSummary> {
  const source = new DatabaseSync(from, { readOnly: true, timeout: 10_000 });
  try {
    ownFile(into); // An empty file is taken for none.
    source.prepare("vacuum into ?").run(into);
  } catch (error) {
    rmSync(into, { force: true });
    throw storeErrorFrom(error, into) ?? error;
  } finally {
    source.close();
  }
  return await withDatabase(into, summarise);
}

export async function summarise({ db }: Database): Promise<DatabaseSummary> {
  const schema = await db
    .selectFrom("schema_history")
    .select(["number", "name"])
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirstOrThrow();
  const counts = await db
    .selectNoFrom((eb) => [
      eb
        .selectFrom("projects")
        .select((each) => each.fn.countAll<number>().as("n"))
        .as("projects"),
      eb
        .selectFrom("runs")
        .select((each) => each.fn.countAll<number>().as("n"))
        .as("runs"),
      eb
        .selectFrom("runs")
        .select((each) => each.fn.countAll<number>().as("n"))
        .where("status", "not in", [...DONE])
        .as("unfinishedRuns"),
    ])
    .executeTakeFirstOrThrow();
  return {
    schema,
    projects: counts.projects ?? 0,
    runs: counts.runs ?? 0,
    unfinishedRuns: counts.unfinishedRuns ?? 0,
  };
}

/** A database file for as long as `work` takes; read only. */
export async function withDatabase<T>(
  file: string,
  work: (database: Database, connection: DatabaseSyncInstance) => Promise<T>,
): Promise<T> {
  const connection = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
  try {
    return await work(databaseOver(connection), connection);
  } finally {
    connection.close();
  }
}

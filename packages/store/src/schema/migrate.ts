import type { Kysely } from "kysely";
import type { Dialect } from "../dialect.ts";
import { StoreError } from "../errors.ts";
import * as initial from "./migrations/0001-initial.ts";
import * as remoteAgents from "./migrations/0002-remote-agents.ts";
import * as severalServers from "./migrations/0003-several-servers.ts";
import * as hostResources from "./migrations/0004-host-resources.ts";
import type { Tables } from "./tables.ts";

interface Migration {
  readonly number: number;
  readonly name: string;
  /** Servers of the version before it can go on working while, and after, it is applied. */
  readonly online: boolean;
  up(db: Kysely<unknown>, dialect: Dialect): Promise<void>;
}

/** One numbered history for every database. */
const MIGRATIONS: readonly Migration[] = [
  { number: 1, name: "initial", online: true, up: (db, dialect) => initial.up(db, dialect) },
  { number: 2, name: "remote-agents", online: true, up: (db, dialect) => remoteAgents.up(db, dialect) },
  { number: 3, name: "several-servers", online: true, up: (db, dialect) => severalServers.up(db, dialect) },
  { number: 4, name: "host-resources", online: true, up: (db, dialect) => hostResources.up(db, dialect) },
];

/** Where a database stands in the history. */
export interface SchemaStatus {
  /** 0 = an empty database. */
  readonly current: number;
  readonly currentName: string | null;
  /** What this program brings it to. */
  readonly target: number;
  readonly pending: readonly Pick<Migration, "number" | "name" | "online">[];
}

/**
 * @param hasHistory whether the table `schema_history` is there
 * @throws StoreError `newer-schema` when a newer program has already migrated the database
 */
export async function schemaStatus(db: Kysely<Tables>, hasHistory: boolean): Promise<SchemaStatus> {
  const newest = hasHistory ? await newestApplied(db) : undefined;
  const target = MIGRATIONS.at(-1)?.number ?? 0;
  const current = newest?.number ?? 0;
  if (current > target) throw newerSchema(current, newest?.name ?? "?", target);
  return {
    current,
    currentName: newest?.name ?? null,
    target,
    pending: MIGRATIONS.filter(({ number }) => number > current).map(({ number, name, online }) => ({
      number,
      name,
      online,
    })),
  };
}

const newestApplied = (db: Kysely<Tables>) =>
  db.selectFrom("schema_history").select(["number", "name"]).orderBy("number", "desc").limit(1).executeTakeFirst();

const newerSchema = (applied: number, name: string, known: number): StoreError =>
  new StoreError(
    "newer-schema",
    `The database has schema ${applied} (${name}), written by a newer Polyaxon; this one knows up to ${known}. ` +
      "Upgrade this program to that version, or use another data folder.",
  );

/**
 * Brings the schema up to this program's newest. Runs inside the caller's transaction: all or nothing.
 *
 * @param upTo the last migration to apply, for a database of an earlier schema; default: the newest
 * @throws StoreError `newer-schema` when a newer program has already migrated the database
 */
export async function migrate(
  db: Kysely<Tables>,
  dialect: Dialect,
  now: number,
  upTo: number = Number.POSITIVE_INFINITY,
): Promise<void> {
  await db.schema
    .createTable("schema_history")
    .ifNotExists()
    .addColumn("number", dialect.columnTypes.integer, (c) => c.primaryKey())
    .addColumn("name", dialect.columnTypes.text, (c) => c.notNull())
    .addColumn("applied_at", dialect.columnTypes.integer, (c) => c.notNull())
    .execute();
  const newest = await newestApplied(db);
  const known = MIGRATIONS.at(-1)?.number ?? 0;
  const applied = newest?.number ?? 0;
  if (applied > known) throw newerSchema(applied, newest?.name ?? "?", known);
  for (const migration of MIGRATIONS.filter(({ number }) => number > applied && number <= upTo)) {
    await migration.up(db as unknown as Kysely<unknown>, dialect);
    await db
      .insertInto("schema_history")
      .values({ number: migration.number, name: migration.name, applied_at: now })
      .execute();
  }
}

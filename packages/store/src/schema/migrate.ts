import type { Kysely } from "kysely";
import type { Dialect } from "../dialect.ts";
import { StoreError } from "../errors.ts";
import * as initial from "./migrations/0001-initial.ts";
import * as remoteAgents from "./migrations/0002-remote-agents.ts";
import * as severalServers from "./migrations/0003-several-servers.ts";
import * as hostResources from "./migrations/0004-host-resources.ts";
import * as lists from "./migrations/0007-lists.ts";
import * as series from "./migrations/0008-series.ts";
import * as lineage from "./migrations/0009-lineage.ts";
import * as agentSessions from "./migrations/0011-agent-sessions.ts";
import * as blockStorage from "./migrations/0012-block-storage.ts";
import * as valuesLater from "./migrations/0013-values-later.ts";
import type { Tables } from "./tables.ts";

export interface Migration {
  readonly number: number;
  readonly name: string;
  /** Servers of the version before it can go on working while, and after, it is applied. */
  readonly online: boolean;
  up(db: Kysely<unknown>, dialect: Dialect): Promise<void>;
}

/** One numbered history for every database. */
export const MIGRATIONS: readonly Migration[] = [
  { number: 1, name: "initial", online: true, up: (db, dialect) => initial.up(db, dialect) },
  { number: 2, name: "remote-agents", online: true, up: (db, dialect) => remoteAgents.up(db, dialect) },
  { number: 3, name: "several-servers", online: true, up: (db, dialect) => severalServers.up(db, dialect) },
  { number: 4, name: "host-resources", online: true, up: (db, dialect) => hostResources.up(db, dialect) },
  { number: 7, name: "lists", online: true, up: (db, dialect) => lists.up(db, dialect) },
  { number: 8, name: "series", online: true, up: (db, dialect) => series.up(db, dialect) },
  { number: 9, name: "lineage", online: true, up: (db, dialect) => lineage.up(db, dialect) },
  { number: 11, name: "agent-sessions", online: true, up: (db, dialect) => agentSessions.up(db, dialect) },
  { number: 12, name: "block-storage", online: true, up: (db, dialect) => blockStorage.up(db, dialect) },
  { number: 13, name: "values-later", online: true, up: (db, dialect) => valuesLater.up(db, dialect) },
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
  const applied = hasHistory ? await appliedTo(db) : [];
  const newest = applied.at(-1);
  return {
    current: newest?.number ?? 0,
    currentName: newest?.name ?? null,
    target: MIGRATIONS.at(-1)?.number ?? 0,
    pending: missingFrom(applied).map(({ number, name, online }) => ({ number, name, online })),
  };
}

/** What is to be migrated that servers of an earlier version cannot live with; none for a database that had no server. */
export async function offlinePending(
  db: Kysely<Tables>,
  history: readonly Migration[] = MIGRATIONS,
): Promise<readonly Pick<Migration, "number" | "name">[]> {
  const tables = await db.introspection.getTables();
  if (!tables.some(({ name }) => name === "schema_history")) return [];
  const applied = await appliedTo(db, history);
  return applied.length === 0 ? [] : missingFrom(applied, history).filter(({ online }) => !online);
}

type Applied = Pick<Migration, "number" | "name">;

/** Oldest first. @throws StoreError `newer-schema` */
async function appliedTo(db: Kysely<Tables>, history = MIGRATIONS): Promise<readonly Applied[]> {
  const applied = await db.selectFrom("schema_history").select(["number", "name"]).orderBy("number").execute();
  const known = history.at(-1)?.number ?? 0;
  const newest = applied.at(-1);
  if (newest !== undefined && newest.number > known) throw newerSchema(newest.number, newest.name, known);
  return applied;
}

/** Also one in the middle: of two that were made side by side, the later may have been applied first. */
function missingFrom(applied: readonly Applied[], history = MIGRATIONS): readonly Migration[] {
  const numbers = new Set(applied.map(({ number }) => number));
  return history.filter(({ number }) => !numbers.has(number));
}

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
 * @param history what there is to apply; default: this program's
 * @throws StoreError `newer-schema` when a newer program has already migrated the database
 */
export async function migrate(
  db: Kysely<Tables>,
  dialect: Dialect,
  now: number,
  upTo: number = Number.POSITIVE_INFINITY,
  history: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  await db.schema
    .createTable("schema_history")
    .ifNotExists()
    .addColumn("number", dialect.columnTypes.integer, (c) => c.primaryKey())
    .addColumn("name", dialect.columnTypes.text, (c) => c.notNull())
    .addColumn("applied_at", dialect.columnTypes.integer, (c) => c.notNull())
    .execute();
  for (const migration of missingFrom(await appliedTo(db, history), history).filter(({ number }) => number <= upTo)) {
    await migration.up(db as unknown as Kysely<unknown>, dialect);
    await db
      .insertInto("schema_history")
      .values({ number: migration.number, name: migration.name, applied_at: now })
      .execute();
  }
}

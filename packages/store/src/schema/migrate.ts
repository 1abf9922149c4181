import type { Kysely } from "kysely";
import type { Dialect } from "../dialect.ts";
import { StoreError } from "../errors.ts";
import * as initial from "./migrations/0001-initial.ts";
import * as remoteAgents from "./migrations/0002-remote-agents.ts";
import type { Tables } from "./tables.ts";

interface Migration {
  readonly number: number;
  readonly name: string;
  up(db: Kysely<unknown>, dialect: Dialect): Promise<void>;
}

/** One numbered history for every database. */
const MIGRATIONS: readonly Migration[] = [
  { number: 1, name: "initial", up: (db, dialect) => initial.up(db, dialect) },
  { number: 2, name: "remote-agents", up: (db, dialect) => remoteAgents.up(db, dialect) },
];

/**
 * Brings the schema up to this program's newest. Runs inside the caller's transaction: all or nothing.
 *
 * @throws StoreError `newer-schema` when a newer program has already migrated the database
 */
export async function migrate(db: Kysely<Tables>, dialect: Dialect, now: number): Promise<void> {
  await db.schema
    .createTable("schema_history")
    .ifNotExists()
    .addColumn("number", dialect.columnTypes.integer, (c) => c.primaryKey())
    .addColumn("name", dialect.columnTypes.text, (c) => c.notNull())
    .addColumn("applied_at", dialect.columnTypes.integer, (c) => c.notNull())
    .execute();
  const newest = await db
    .selectFrom("schema_history")
    .select(["number", "name"])
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  const known = MIGRATIONS.at(-1)?.number ?? 0;
  const applied = newest?.number ?? 0;
  if (applied > known) {
    throw new StoreError(
      "newer-schema",
      `The database has schema ${applied} (${newest?.name ?? "?"}), written by a newer Polyaxon; this one knows up to ${known}. ` +
        "Use the newer version again, or another data folder.",
    );
  }
  for (const migration of MIGRATIONS.filter(({ number }) => number > applied)) {
    await migration.up(db as unknown as Kysely<unknown>, dialect);
    await db
      .insertInto("schema_history")
      .values({ number: migration.number, name: migration.name, applied_at: now })
      .execute();
  }
}

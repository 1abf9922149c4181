import type { ClientBase } from "pg";
import { StoreError } from "../errors.ts";
import { type Migration, migrate, offlinePending } from "../schema/migrate.ts";
import { CommitMarks, FORGOTTEN_AFTER_MS } from "./commit-mark.ts";
import type { Connections } from "./connections.ts";
import { postgresDialect } from "./dialect.ts";
import { readOnly } from "./failures.ts";
import { MIGRATION_LOCK } from "./locks.ts";
import { transact } from "./transact.ts";

const OLDEST_VERSION = 15;

/**
 * Checks that the database can be used, and migrates it; of two servers that come at once, one waits for the other.
 *
 * @param options.alone no other server has the database open, nor will until this has ended
 * @param options.history default: this program's
 * @throws StoreError `older-servers` when there are others and what is to be migrated is not for their eyes
 */
export async function prepareDatabase(
  { write }: Connections,
  place: string,
  { alone, history, now }: { readonly alone: boolean; readonly now: number; readonly history?: readonly Migration[] },
): Promise<void> {
  const client = await write.connect();
  let failure: Error | undefined;
  try {
    await checkServer(client, place);
    await new CommitMarks(() => now).lend((mark) =>
      transact(client, mark, async (session) => {
        session.sendText(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
        const [blocked] = alone ? [] : await offlinePending(session.db, history);
        if (blocked !== undefined) throw olderServers(place, blocked);
        await migrate(session.db, postgresDialect, now, undefined, history);
        await session.db
          .deleteFrom("health")
          .where("id", "<", 0)
          .where("checked_at", "<", now - FORGOTTEN_AFTER_MS)
          .execute();
      }),
    );
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    client.release(failure);
  }
}

const olderServers = (
  place: string,
  { name, number }: { readonly number: number; readonly name: string },
): StoreError =>
  new StoreError(
    "older-servers",
    `The database ${place} has to be migrated (${number}, ${name}), and servers of an earlier version that are working on ` +
      "it cannot go on with what that makes of it. Stop every Polyaxon server of this database, then start the new ones; " +
      "polyaxon admin migrate --dry-run lists what is to be done.",
  );

/** What a server says of itself. */
export interface ServerFacts {
  /** Such as 150004. */
  readonly number: number;
  readonly version: string;
  readonly encoding: string;
  readonly readOnly: boolean;
}

/** @throws StoreError when the database cannot be used as it is */
export async function checkServer(client: ClientBase, place: string): Promise<void> {
  const { rows } = await client.query<ServerFacts>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
       current_setting('server_encoding') as encoding,
       pg_is_in_recovery() or current_setting('transaction_read_only')::bool as "readOnly"`,
  );
  const [found] = rows;
  if (found === undefined) throw new Error("the server did not say its version");
  const refusal = whyRefused(found, place);
  if (refusal !== null) throw refusal;
}

/** What is wrong with a server, and what to do about it; null when it can be used. */
export function whyRefused(found: ServerFacts, place: string): StoreError | null {
  if (Math.floor(found.number / 10_000) < OLDEST_VERSION) {
    return new StoreError(
      "wrong-version",
      `The database ${place} runs on PostgreSQL ${found.version}; ${OLDEST_VERSION} or newer is needed. Upgrade the server.`,
    );
  }
  if (found.encoding !== "UTF8") {
    return new StoreError(
      "refused",
      `The database ${place} has the encoding ${found.encoding}; UTF8 is needed. ` +
        "Make it anew: createdb --encoding=UTF8 --template=template0 NAME.",
    );
  }
  return found.readOnly ? readOnly(place) : null;
}

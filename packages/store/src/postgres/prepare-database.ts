import type { PoolClient } from "pg";
import { StoreError } from "../errors.ts";
import { migrate } from "../schema/migrate.ts";
import type { Connections } from "./connections.ts";
import { postgresDialect } from "./dialect.ts";
import { readOnly } from "./failures.ts";
import { transact } from "./transact.ts";

const OLDEST_VERSION = 15;
/** Any number, the same in every server: "PLX" and 1. */
const MIGRATION_LOCK = 0x50_4c_58_01;

/** Checks that the database can be used, and migrates it; of two servers that come at once, one waits for the other. */
export async function prepareDatabase({ write }: Connections, place: string, now: number): Promise<void> {
  const client = await write.connect();
  let failure: Error | undefined;
  try {
    await check(client, place);
    await transact(client, async (session) => {
      session.sendText(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
      await migrate(session.db, postgresDialect, now);
    });
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    client.release(failure);
  }
}

async function check(client: PoolClient, place: string): Promise<void> {
  const { rows } = await client.query<{ number: number; version: string; encoding: string; readOnly: boolean }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
       current_setting('server_encoding') as encoding,
       pg_is_in_recovery() or current_setting('transaction_read_only')::bool as "readOnly"`,
  );
  const [found] = rows;
  if (found === undefined) throw new Error("the server did not say its version");
  if (Math.floor(found.number / 10_000) < OLDEST_VERSION) {
    throw new StoreError(
      "wrong-version",
      `The database ${place} runs on PostgreSQL ${found.version}; ${OLDEST_VERSION} or newer is needed. Upgrade the server.`,
    );
  }
  if (found.encoding !== "UTF8") {
    throw new StoreError(
      "refused",
      `The database ${place} has the encoding ${found.encoding}; make it anew with encoding UTF8.`,
    );
  }
  if (found.readOnly) throw readOnly(place);
}

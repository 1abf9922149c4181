import type { DatabaseSync } from "@photostructure/sqlite";
import { CommitMarks } from "../../postgres/commit-mark.ts";
import { connectionsTo } from "../../postgres/connections.ts";
import { postgresDialect } from "../../postgres/dialect.ts";
import { MIGRATION_LOCK } from "../../postgres/locks.ts";
import { transact } from "../../postgres/transact.ts";
import { sqliteDialect } from "../../sqlite/dialect.ts";
import { databaseOver } from "../../sqlite/kysely-driver.ts";
import { openForWriting } from "../../sqlite/open-database.ts";
import type { Database } from "../../statement.ts";
import { migrate } from "../migrate.ts";

/**
 * A program that migrates a database and dies, by SIGKILL, when it has sent so many statements of that; -1: it never does,
 * and prints how many they are. `migration-victim.ts (sqlite FILE | postgres URL) STATEMENTS`
 */
const [kind, place = "", at = "-1"] = process.argv.slice(2);
let sent = 0;

/** Every statement passes here: those that make tables, too. */
function counted<T extends { exec?: unknown; prepare?: unknown; query?: unknown }>(connection: T): T {
  return new Proxy(connection, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown;
      if (typeof value !== "function") return value;
      const call = (value as (...args: unknown[]) => unknown).bind(target);
      if (name !== "prepare" && name !== "query") return call;
      return (...args: unknown[]): unknown => {
        const answer = call(...args);
        sent += 1;
        if (sent === Number(at)) void Promise.resolve(answer).then(die, die);
        return answer;
      };
    },
  });
}

function die(): void {
  process.kill(process.pid, "SIGKILL");
}

async function migrateCounted({ db }: Pick<Database, "db">, dialect: Database["dialect"]): Promise<void> {
  await migrate(db, dialect, 1);
}

if (kind === "sqlite") {
  const connection: InstanceType<typeof DatabaseSync> = openForWriting(place);
  connection.exec("begin immediate");
  await migrateCounted(databaseOver(counted(connection)), sqliteDialect);
  connection.exec("commit");
} else {
  const connections = connectionsTo(place, { writers: 1, readers: 1, readTimeoutMs: 1_000 });
  const client = await connections.write.connect();
  await new CommitMarks(Date.now).lend((mark) =>
    transact(counted(client), mark, async (session) => {
      session.sendText(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
      await migrateCounted(session, postgresDialect);
    }),
  );
  client.release();
  await connections.close();
}
console.log(sent);

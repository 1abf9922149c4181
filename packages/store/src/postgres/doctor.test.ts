import pg from "pg";
import { describe, test } from "vitest";
import { describeDoctor } from "../contract/doctor-promises.ts";
import { postgresCluster, whyNoPostgres } from "../contract/postgres-cluster.ts";
import { openPostgresStore } from "./open-postgres-store.ts";

const reason = whyNoPostgres();
if (reason === null) {
  describeDoctor("Postgres", async () => {
    const cluster = await postgresCluster();
    const database = await cluster.createDatabase();
    const url = cluster.url(database);
    const store = await openPostgresStore({ url });
    const shell = new pg.Client({ connectionString: url });
    await shell.connect();
    return {
      store,
      sql: async (text) => void (await shell.query(text)),
      async dispose() {
        await shell.end();
        await store.close();
        await cluster.dropDatabase(database);
      },
    };
  });
} else describe("the doctor of Postgres", () => test("keeps its promises", (context) => context.skip(reason)));

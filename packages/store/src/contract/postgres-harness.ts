import type { Store } from "@polyaxon/orchestrator";
import { openPostgresStore } from "../postgres/open-postgres-store.ts";
import type { StoreHarness } from "./harness.ts";
import { postgresCluster } from "./postgres-cluster.ts";

/**
 * Opens the store from another process.
 * @public found by its name there
 */
export const open = (options: { url: string }): Promise<Store> => openPostgresStore(options);

export const postgresHarness: StoreHarness = {
  async open() {
    const cluster = await postgresCluster();
    const database = await cluster.createDatabase();
    const url = cluster.url(database);
    const store = await openPostgresStore({ url });
    let current = store;
    const others: Store[] = [];
    return {
      store,
      async reopen() {
        await current.close();
        current = await openPostgresStore({ url });
        return current;
      },
      async beside() {
        const other = await openPostgresStore({ url });
        others.push(other);
        return other;
      },
      elsewhere: { module: import.meta.url, options: { url } },
      async dispose() {
        for (const each of [current, ...others]) await each.close();
        await cluster.dropDatabase(database);
      },
    };
  },
};

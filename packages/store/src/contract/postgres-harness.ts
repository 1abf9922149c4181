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
    return {
      store,
      async reopen() {
        await current.close();
        current = await openPostgresStore({ url });
        return current;
      },
      elsewhere: { module: import.meta.url, options: { url } },
      async dispose() {
        await current.close();
        await cluster.dropDatabase(database);
      },
    };
  },
};

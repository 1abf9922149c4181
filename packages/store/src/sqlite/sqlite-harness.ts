import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "@polyaxon/orchestrator";
import type { StoreHarness } from "../contract/harness.ts";
import { openSqliteStore } from "./open-sqlite-store.ts";

/** Opens the embedded store from another process. */
export const open = (options: { folder: string }): Promise<Store> => openSqliteStore(options);

export const sqliteHarness: StoreHarness = {
  async open() {
    const folder = mkdtempSync(join(tmpdir(), "polyaxon-store-"));
    const store = await openSqliteStore({ folder });
    let current = store;
    return {
      store,
      async reopen() {
        await current.close();
        current = await openSqliteStore({ folder });
        return current;
      },
      elsewhere: { module: import.meta.url, options: { folder } },
      async dispose() {
        await current.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { describeDoctor } from "../contract/doctor-promises.ts";
import { openSqliteStore } from "./open-sqlite-store.ts";

describeDoctor("SQLite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "polyaxon-doctor-"));
  const store = await openSqliteStore({ folder });
  const shell = new DatabaseSync(join(folder, "polyaxon.db"), { timeout: 5000 });
  return {
    store,
    sql: async (text) => shell.exec(text),
    async dispose() {
      shell.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});

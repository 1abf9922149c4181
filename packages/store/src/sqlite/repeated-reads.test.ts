import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSyncInstance } from "@photostructure/sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nextWakeAt } from "../reads/point-reads.ts";
import { runsToIndex } from "../reads/runs-to-index.ts";
import { seriesToSettle, tailsToSeal } from "../reads/series.ts";
import type { Database } from "../statement.ts";
import { askingRuns } from "../units/asking-runs.ts";
import { removeDeleted } from "../units/remove-deleted.ts";
import type { UnitScope } from "../units/scope.ts";
import { databaseOver } from "./kysely-driver.ts";
import { openForReading } from "./open-database.ts";
import { openSqliteStore } from "./open-sqlite-store.ts";

let folder: string;
let connection: DatabaseSyncInstance;
const asked: string[] = [];
let database: Database;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "polyaxon-repeated-"));
  await (await openSqliteStore({ folder })).close();
  connection = openForReading(join(folder, "polyaxon.db"));
  const watched = new Proxy(connection, {
    get(target, name) {
      if (name !== "prepare") return Reflect.get(target, name, target) as unknown;
      return (text: string) => {
        asked.push(text);
        return target.prepare(text);
      };
    },
  });
  database = databaseOver(watched);
});
afterAll(() => {
  connection.close();
  rmSync(folder, { recursive: true, force: true });
});

const RULE = { now: 1, limit: 10, blocks: 1, points: 1, bytes: 1, ageMs: 1, ageOfDoneMs: 1 };

/** What a server asks every few seconds whether or not there is anything to do. */
const REPEATED: Readonly<Record<string, () => Promise<unknown>>> = {
  nextWakeAt: () => nextWakeAt(database),
  runsToIndex: () => runsToIndex(database, { now: 1, limit: 10 }),
  seriesToSettle: () => seriesToSettle(database, { before: 1, limit: 10 }),
  tailsToSeal: () => tailsToSeal(database, RULE),
  askingRuns: () => askingRuns(database, { after: null, limit: 10 }),
  // Where nothing is to be removed it only reads.
  removeDeleted: () => removeDeleted(database as UnitScope, { before: 1, limit: 10 }),
};

test.each(Object.entries(REPEATED))("%s does not look through all runs", async (_name, read) => {
  asked.length = 0;
  await read();
  const steps = asked.flatMap((text) => {
    const parameters = Array.from({ length: text.split("?").length - 1 }, () => 1);
    const plan = connection.prepare(`explain query plan ${text}`).all(...parameters) as { detail: string }[];
    return plan.map(({ detail }) => detail);
  });
  expect(
    steps.filter((step) => /^SCAN (?:r|runs)\b(?!.*USING (?:COVERING )?INDEX runs_with_values_due)/.test(step)),
  ).toEqual([]);
  expect(steps.length).toBeGreaterThan(0);
});

import { describe } from "vitest";
import { describeStore } from "../contract/describe-store.ts";
import { fairnessPromises } from "../contract/fairness-promises.ts";
import { pageSizePromises } from "../contract/page-size-promises.ts";
import { sqliteHarness } from "./sqlite-harness.ts";

describeStore("SQLite", sqliteHarness);
describe("fairness on SQLite", () => fairnessPromises(sqliteHarness));
describe("pages on SQLite", () => pageSizePromises(sqliteHarness));

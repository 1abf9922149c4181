import { describe } from "vitest";
import { describeStore } from "../contract/describe-store.ts";
import { fairnessPromises } from "../contract/fairness-promises.ts";
import { sqliteHarness } from "./sqlite-harness.ts";

describeStore("SQLite", sqliteHarness);
describe("fairness on SQLite", () => fairnessPromises(sqliteHarness));

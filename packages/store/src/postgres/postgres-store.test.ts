import { describe, test } from "vitest";
import { describeStore } from "../contract/describe-store.ts";
import { fairnessPromises } from "../contract/fairness-promises.ts";
import { pageSizePromises } from "../contract/page-size-promises.ts";
import { whyNoPostgres } from "../contract/postgres-cluster.ts";
import { postgresHarness } from "../contract/postgres-harness.ts";

const reason = whyNoPostgres();
if (reason === null) {
  describeStore("Postgres", postgresHarness);
  describe("fairness on Postgres", () => fairnessPromises(postgresHarness));
  describe("pages on Postgres", () => pageSizePromises(postgresHarness));
} else describe("store on Postgres", () => test("keeps the contract", (context) => context.skip(reason)));

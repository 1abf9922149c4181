import { beforeEach, describe } from "vitest";
import { agentPromises } from "./agent-promises.ts";
import { claimPromises } from "./claim-promises.ts";
import { commandPromises } from "./command-promises.ts";
import { documentPromises } from "./document-promises.ts";
import { durabilityPromises } from "./durability-promises.ts";
import { edgePromises } from "./edge-promises.ts";
import type { StoreHarness } from "./harness.ts";
import { listPromises } from "./list-promises.ts";
import { manyValuesPromises } from "./many-values-promises.ts";
import { projectPromises } from "./project-promises.ts";
import { removalPromises } from "./removal-promises.ts";
import { resourcePromises } from "./resource-promises.ts";
import { seriesPromises } from "./series-promises.ts";
import { queryPromises } from "./query-promises.ts";
import { runPromises } from "./run-promises.ts";
import { statsPromises } from "./stats-promises.ts";
import { twoValuePromises } from "./two-value-promises.ts";
import { workPromises } from "./work-promises.ts";

/**
 * What every database must keep. Each adapter runs it, unchanged, on the real thing.
 *
 * @param options.skip tests that an adapter cannot take, by name, each with the reason
 */
export function describeStore(
  name: string,
  harness: StoreHarness,
  { skip = {} }: { readonly skip?: Readonly<Record<string, string>> } = {},
): void {
  describe(`store on ${name}`, () => {
    beforeEach((context) => {
      const reason = skip[context.task.name];
      if (reason !== undefined) context.skip(reason);
    });
    describe("projects", () => projectPromises(harness));
    describe("runs", () => runPromises(harness));
    describe("commands", () => commandPromises(harness));
    describe("documents and values", () => documentPromises(harness));
    describe("lists", () => listPromises(harness));
    describe("edges", () => edgePromises(harness));
    describe("series", () => seriesPromises(harness));
    describe("queries", () => queryPromises(harness));
    describe("values of which many change", () => manyValuesPromises(harness));
    describe("lists by two values", () => twoValuePromises(harness));
    describe("statistics", () => statsPromises(harness));
    describe("work", () => workPromises(harness));
    describe("claims", () => claimPromises(harness));
    describe("removal", () => removalPromises(harness));
    describe("host resources", () => resourcePromises(harness));
    describe("agents", () => agentPromises(harness));
    describe("durability", () => durabilityPromises(harness));
  });
}

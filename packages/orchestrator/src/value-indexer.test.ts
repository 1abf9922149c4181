import { expect, it } from "vitest";
import type { RunId } from "./ports/records.ts";
import { createValueIndexer } from "./value-indexer.ts";

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const runs = ["a", "b", "c"] as unknown as readonly RunId[];

it("indexes what is due, and a run that fails holds up no other (I6)", async () => {
  const due = new Set<RunId>(runs);
  const failed: unknown[] = [];
  const indexer = createValueIndexer({
    store: {
      async runsToIndex({ now, limit }) {
        expect(now).toBe(7_000);
        return [...due].slice(0, limit);
      },
      async indexRun(run, now) {
        expect(now).toBe(7_000);
        if (run === runs[0]) throw new Error("its index is damaged");
        due.delete(run);
      },
    },
    clock: { now: () => 7_000, monotonic: () => 0 },
    logger: { ...quiet, error: ({ runId }) => failed.push(runId) },
  });
  await indexer.sweep();
  expect([...due]).toEqual([runs[0]]);
  expect(failed).toEqual([runs[0]]);
  await indexer.stop();
});

it("ends between two runs when it is stopped", async () => {
  const indexed: RunId[] = [];
  const indexer = createValueIndexer({
    store: {
      runsToIndex: async () => runs,
      async indexRun(run) {
        indexed.push(run);
        await indexer.stop();
      },
    },
    clock: { now: () => 0, monotonic: () => 0 },
    logger: quiet,
  });
  await indexer.sweep();
  expect(indexed).toEqual([runs[0]]);
});

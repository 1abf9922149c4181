import type { RunStatsRequest } from "@polyaxon/orchestrator";
import { parseQuery } from "@polyaxon/query";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  create,
  createRunning,
  finish,
  newRun,
  type OpenedStore,
  openWithProject,
  PROJECT,
  runId,
  type StoreHarness,
} from "./harness.ts";

const ALL: RunStatsRequest = { groupBy: null, measure: null, bucket: null, limit: 100 };

export function statsPromises(harness: StoreHarness): void {
  let opened: OpenedStore;
  const stats = (request: Partial<RunStatsRequest>) => opened.store.runStats(PROJECT, { ...ALL, ...request });

  beforeAll(async () => {
    opened = await openWithProject(harness);
    const { store } = opened;
    await createRunning(store, 200_000, newRun(1, { createdAt: 0 }), newRun(2, { createdAt: 60_000, user: "ada" }));
    await finish(store, runId(1), 204_000);
    await finish(store, runId(2), 202_000, 1);
    await create(store, newRun(3, { createdAt: 130_000 }));
  });
  afterAll(() => opened.dispose());

  describe("statistics", () => {
    test("count runs in groups, the largest first", async () => {
      expect(await stats({})).toMatchObject([{ group: null, at: null, count: 3 }]);
      const byStatus = await stats({ groupBy: "status" });
      expect(byStatus.map(({ group, count }) => [group, count]).toSorted()).toEqual([
        ["created", 1],
        ["failed", 1],
        ["succeeded", 1],
      ]);
      expect((await stats({ groupBy: "user" })).map(({ group, count }) => [group, count])).toEqual([
        [null, 2],
        ["ada", 1],
      ]);
    });

    test("sum one measure over the runs that have it", async () => {
      expect(await stats({ measure: "duration" })).toMatchObject([
        { count: 3, measured: 2, sum: 6, min: 2, max: 4, total: 20 },
      ]);
    });

    test("follow the course of time in equal stretches", async () => {
      const course = await stats({ bucket: { time: "created_at", from: 60_000, sizeMs: 60_000 } });
      expect(course.map(({ at, count }) => [at, count])).toEqual([
        [60_000, 1],
        [120_000, 1],
      ]);
      const ends = await stats({ bucket: { time: "finished_at", from: 0, sizeMs: 100_000 }, groupBy: "status" });
      expect(ends.map(({ at, group }) => [at, group]).toSorted()).toEqual([
        [200_000, "failed"],
        [200_000, "succeeded"],
      ]);
    });

    test("are of the runs that a query matches; of no project, of none", async () => {
      expect(await stats({ query: parseQuery("user:ada"), groupBy: "status" })).toMatchObject([
        { group: "failed", count: 1 },
      ]);
      expect(await opened.store.runStats("nowhere", ALL)).toEqual([]);
    });
  });
}

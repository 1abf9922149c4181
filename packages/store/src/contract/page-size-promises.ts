import type { Store } from "@polyaxon/orchestrator";
import { parseSort } from "@polyaxon/query";
import { afterEach, beforeEach, expect, test } from "vitest";
import { create, newRun, type OpenedStore, openWithProject, PROJECT, runId, type StoreHarness } from "./harness.ts";

/** Of stores that may hold more than the memory of a server. */
export function pageSizePromises(harness: StoreHarness): void {
  let opened: OpenedStore;
  let store: Store;
  beforeEach(async () => {
    opened = await openWithProject(harness);
    store = opened.store;
  });
  afterEach(() => opened.dispose());

  test.each(["listRuns", "listRunTexts"] as const)(
    "%s refuses a page of large runs, but never one run alone",
    async (list) => {
      const page = async (limit: number, maxBytes?: number) => {
        const options = { sort: parseSort("created_at"), limit, offset: 0, withCount: false };
        const asked = await store[list](PROJECT, { ...options, ...(maxBytes === undefined ? {} : { maxBytes }) });
        return asked.results.map(({ uuid }) => uuid);
      };
      await create(store, newRun(1), newRun(2), newRun(3));
      for (const run of [1, 2, 3])
        await store.patchRun(runId(run), { outputs: { text: "x".repeat(10_000) }, merge: true }, { now: 5 });
      const all = [runId(1), runId(2), runId(3)];
      expect(await page(3)).toEqual(all);
      expect(await page(3, 40_000)).toEqual(all);
      await expect(page(3, 25_000)).rejects.toMatchObject({
        code: "too-large",
        message: expect.stringContaining("Ask for fewer, such as limit=2.") as string,
      });
      expect(await page(2, 25_000)).toEqual(all.slice(0, 2));
      expect(await page(1, 1_000)).toEqual(all.slice(0, 1));
    },
  );
}

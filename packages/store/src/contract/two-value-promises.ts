import { parseQuery, parseSort } from "@polyaxon/query";
import { afterAll, beforeAll, expect, test } from "vitest";
import { create, newRun, type OpenedStore, openWithProject, PROJECT, runId, type StoreHarness } from "./harness.ts";

const RUNS = 90;
const depthOf = (run: number): number => run % 3;
/** Numbers, many of them equal; now and then a text, or nothing. */
const lossOf = (run: number): number | string | null =>
  run % 11 === 0 ? null : run % 7 === 0 ? `diverged ${run % 2}` : (run * 13) % 8;

/** Lists by one value and then by another, where many runs have the same first one, as sweeps over few choices do. */
export function twoValuePromises(harness: StoreHarness): void {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await openWithProject(harness);
    await create(
      opened.store,
      ...Array.from({ length: RUNS }, (_, run) =>
        newRun(run, {
          inputs: { depth: depthOf(run), even: run % 2 === 0 },
          outputs: lossOf(run) === null ? {} : { loss: lossOf(run) },
        }),
      ),
    );
  });
  afterAll(() => opened.dispose());

  function expected(runs: readonly number[], firstDown: boolean, secondDown: boolean): readonly string[] {
    const sign = (down: boolean): number => (down ? -1 : 1);
    const rank = (loss: number | string | null): number => (loss === null ? 2 : typeof loss === "string" ? 1 : 0);
    const order = (a: number | string, b: number | string): number => (a === b ? 0 : a < b ? -1 : 1);
    return runs
      .toSorted((a, b) => {
        const [lossA, lossB] = [lossOf(a), lossOf(b)];
        return (
          order(depthOf(a), depthOf(b)) * sign(firstDown) ||
          rank(lossA) - rank(lossB) ||
          order(lossA ?? 0, lossB ?? 0) * sign(secondDown) ||
          (a - b) * sign(secondDown)
        );
      })
      .map(runId);
  }

  const all = Array.from({ length: RUNS }, (_, run) => run);
  const queries: readonly (readonly [query: string | null, runs: readonly number[]])[] = [
    [null, all],
    ["params.even:true", all.filter((run) => run % 2 === 0)],
  ];

  test.each(["", "-"].flatMap((first) => ["", "-"].map((second) => [first, second] as const)))(
    "%sparams.depth,%smetrics.loss: every page, by cursor and by offset, is a slice of the same list",
    async (first, second) => {
      const sort = parseSort(`${first}params.depth,${second}metrics.loss`);
      for (const [query, runs] of queries) {
        const whole = expected(runs, first === "-", second === "-");
        const options = { sort, query: query === null ? null : parseQuery(query), limit: 4, withCount: false };
        const read: string[] = [];
        for (let after: string | null = null; ;) {
          const page = await opened.store.listRuns(PROJECT, { ...options, offset: 0, after });
          read.push(...page.results.map(({ uuid }) => uuid));
          if (page.next === null) break;
          after = page.next;
        }
        expect(read).toEqual(whole);
        for (const offset of [0, 3, 28, 31, 60]) {
          const page = await opened.store.listRuns(PROJECT, { ...options, offset });
          expect(page.results.map(({ uuid }) => uuid)).toEqual(whole.slice(offset, offset + 4));
        }
      }
    },
  );
}

import { expect, it } from "vitest";
import { createRemovalSweep } from "./removal-sweep.ts";

const HOUR = 3_600_000;
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

it("forgets what was deleted an hour ago, batch by batch, until nothing is left", async () => {
  const asked: number[] = [];
  let left = 450;
  const sweep = createRemovalSweep({
    store: {
      async removeDeleted({ before, limit }) {
        asked.push(before);
        const count = Math.min(left, limit);
        left -= count;
        return count;
      },
    },
    clock: { now: () => 10 * HOUR, monotonic: () => 0 },
    logger: quiet,
  });
  expect(await sweep.sweep()).toBe(450);
  expect(left).toBe(0);
  expect(asked).toEqual([9 * HOUR, 9 * HOUR, 9 * HOUR]);
});

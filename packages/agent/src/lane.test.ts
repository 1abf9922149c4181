import { expect, it } from "vitest";
import { createLane } from "./lane.ts";

it("tells a row of failures once for each reason, and that it is over", async () => {
  const told: string[] = [];
  const lane = createLane(
    (error) => told.push((error as Error).message),
    (failures) => told.push(`over after ${failures}`),
  );
  for (const reason of ["full", "full", "full", "broken", null, null, "full"]) {
    lane.offer(async () => {
      if (reason !== null) throw new Error(reason);
    });
    await lane.quiet();
  }
  expect(told).toEqual(["full", "broken", "over after 4", "full"]);
});

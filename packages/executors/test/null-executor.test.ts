import { expect, test } from "vitest";
import { nullExecutor } from "../src/index.ts";
import { endOf, newAttempt, planFor } from "./attempt-fixture.ts";

test("forgets attempts whose end was told long ago, and none before", async () => {
  const executor = nullExecutor();
  const { place, ref } = newAttempt();
  const plan = planFor(ref, {});
  const attempt = (number: number) => ({ run: ref.run, attempt: number });
  for (let number = 1; number <= 3_000; number += 1) await executor.start(attempt(number), plan, place);

  for (let number = 1; number <= 3_000; number += 1)
    expect(await endOf(executor, attempt(number), place)).toEqual({ kind: "exited", exitCode: 0 });

  expect(await executor.watch(attempt(2_999), place, () => {})).toBe("ended");
  expect(await executor.watch(attempt(1), place, () => {})).toBe("not-started");
  await executor.close();
});

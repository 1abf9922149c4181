import { expect, test } from "vitest";
import { lifeLock } from "./locks.ts";
import { goneOwners } from "./takeover.ts";

test("a server whose name no lock stands for is gone", () => {
  const alive = new Set([lifeLock("local-a-1"), lifeLock("local-b-2")]);
  expect(goneOwners({ owners: ["local-a-1", "local-c-3"], alive })).toEqual(["local-c-3"]);
  expect(goneOwners({ owners: [], alive: new Set() })).toEqual([]);
});

test("a lock's number fits Postgres' int4 and tells names apart", () => {
  const locks = Array.from({ length: 1_000 }, (_, at) => lifeLock(`local-host-${at}`));
  expect(new Set(locks).size).toBe(1_000);
  expect(locks.every((lock) => lock >= 0 && lock < 2 ** 31)).toBe(true);
});

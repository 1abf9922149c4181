import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

test.each([
  ["metric", "metrics"],
  ["stauts", "status"],
  ["creatd_at", "created_at"],
  ["zzz", null],
])("%s is close to %s", (word, expected) => {
  expect(nearest(word, ["status", "metrics", "created_at", "kind"])).toBe(expected);
});

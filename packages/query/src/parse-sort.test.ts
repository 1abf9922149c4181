import { expect, test } from "vitest";
import { parseSort } from "./parse-sort.ts";

test("a comma list with - for descending and a dot for the key", () => {
  expect(parseSort("-created_at, name,-metrics.val/top-1.acc")).toEqual([
    { field: "created_at", key: null, descending: true },
    { field: "name", key: null, descending: false },
    { field: "metrics", key: "val/top-1.acc", descending: true },
  ]);
});

test("nothing useful gives nothing", () => {
  expect(parseSort(" , -,")).toEqual([]);
});

test("the number of keys is bounded", () => {
  expect(parseSort("a,".repeat(1000))).toHaveLength(10);
});

import { expect, it } from "vitest";
import { readRange } from "./byte-range.ts";

it.each([
  [undefined, 10, null],
  ["bytes=0-0", 10, { start: 0, end: 0 }],
  ["bytes=2-", 10, { start: 2, end: 9 }],
  ["bytes=2-100", 10, { start: 2, end: 9 }],
  ["bytes=-3", 10, { start: 7, end: 9 }],
  ["bytes=-30", 10, { start: 0, end: 9 }],
  ["bytes=10-", 10, "unsatisfiable"],
  ["bytes=5-4", 10, "unsatisfiable"],
  ["bytes=-0", 10, "unsatisfiable"],
  ["bytes=0-", 0, "unsatisfiable"],
  ["bytes=0-1,3-4", 10, null],
  ["bytes=-", 10, null],
  ["lines=1-2", 10, null],
])("reads the range %j of %i bytes", (header, size, expected) => {
  expect(readRange(header, size)).toEqual(expected);
});

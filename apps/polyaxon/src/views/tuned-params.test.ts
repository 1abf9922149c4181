import { expect, it } from "vitest";
import { tunedParams } from "./tuned-params.ts";

it("names what a matrix varies, by its params or by its values", () => {
  expect(tunedParams({ matrix: { kind: "grid", params: { lr: {}, hidden: {} } } })).toEqual(["lr", "hidden"]);
  expect(
    tunedParams({
      matrix: {
        kind: "mapping",
        values: [
          { a: 1, b: 2 },
          { b: 3, c: 4 },
        ],
      },
    }),
  ).toEqual(["a", "b", "c"]);
  expect(tunedParams({})).toEqual([]);
});

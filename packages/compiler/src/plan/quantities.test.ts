import { expect, it } from "vitest";
import { bytes, cores, devices } from "./quantities.ts";

it.each<[unknown, number | null]>([
  [2, 2],
  ["500m", 0.5],
  ["0.5", 0.5],
  ["250000u", 0.25],
  ["1e3", 1000],
  ["2cores", null],
  [-1, null],
  ["", null],
  [null, null],
])("cpu %j is %j cores", (value, expected) => expect(cores(value)).toEqual(expected));

it.each<[unknown, number | null]>([
  [1024, 1024],
  ["1Gi", 1_073_741_824],
  ["1.5Gi", 1_610_612_736],
  ["512M", 512_000_000],
  ["512k", 512_000],
  ["64Ki", 65_536],
  ["1gi", 1_073_741_824],
  ["1Zi", null],
])("memory %j is %j bytes", (value, expected) => expect(bytes(value)).toEqual(expected));

it("devices are whole numbers", () => {
  expect(devices("2")).toBe(2);
  expect(devices(1)).toBe(1);
  expect(devices("0.5")).toBeNull();
  expect(devices("2Gi")).toBeNull();
});

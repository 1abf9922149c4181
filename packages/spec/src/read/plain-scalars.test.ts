import { describe, expect, it } from "vitest";
import { resolvePlain } from "./plain-scalars.ts";

describe("plain text by YAML 1.1 as PyYAML reads it", () => {
  it.each<[string, unknown]>([
    ["", null],
    ["~", null],
    ["Null", null],
    ["nULL", "nULL"],
    ["yes", true],
    ["On", true],
    ["TRUE", true],
    ["no", false],
    ["off", false],
    ["y", "y"],
    ["n", "n"],
    ["yEs", "yEs"],
    ["12", 12],
    ["-1_000", -1000],
    ["010", 8],
    ["0o10", "0o10"],
    ["089", "089"],
    ["0x1F", 31],
    ["-0b11", -3],
    ["1:10:2", 4202],
    ["1:5", 65],
    ["0:10:1", "0:10:1"],
    ["16:64:8", "16:64:8"],
    ["0.01:0.1:5", "0.01:0.1:5"],
    ["1:30.5", 90.5],
    ["1e-3", "1e-3"],
    ["1.0e3", "1.0e3"],
    ["1.0e-3", 0.001],
    ["1.", 1],
    [".5", 0.5],
    ["-.5", "-.5"],
    ["+1.5", 1.5],
    [".inf", Number.POSITIVE_INFINITY],
    ["-.INF", Number.NEGATIVE_INFINITY],
    [".nan", Number.NaN],
    [".", "."],
    ["-", "-"],
    ["2020-01-02", "2020-01-02"],
    ["2020-1-2", "2020-1-2"],
    ["2020-01-02T03:04:05Z", "2020-01-02T03:04:05+00:00"],
    ["2020-01-02 03:04:05.5 +2", "2020-01-02T03:04:05.500000+02:00"],
    ["1.1.1", "1.1.1"],
  ])("%s", (text, value) => {
    expect(resolvePlain(text)).toMatchObject({ value });
  });

  it("refuses days that do not exist", () => {
    expect(resolvePlain("2023-02-29").kind).toBe("invalid");
  });

  it("marks whole numbers that a double cannot hold", () => {
    expect(resolvePlain("9007199254740993")).toMatchObject({ kind: "int", inexact: true });
  });
});

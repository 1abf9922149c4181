import type { HyperParameter, IO, Matrix } from "@polyaxon/spec";
import { describe, expect, it } from "vitest";
import { fits, matrixKeys, suppliedByMatrix } from "./matrix-keys.ts";

const input = (name: string, type = "int"): IO => ({ name, type });
const choice: HyperParameter = { kind: "choice", value: [1, 2] };
const grid: Matrix = { kind: "grid", params: { lr: choice } };
const mapping: Matrix = { kind: "mapping", values: [{ lr: 1, depth: 2 }] };
const fromTemplate: Matrix = { kind: "mapping", values: "{{ rows }}" };
const hyperband: Matrix = {
  kind: "hyperband",
  params: { lr: choice },
  maxIterations: 9,
  eta: 3,
  metric: { name: "loss", optimization: "minimize" },
  resource: { name: "epochs", type: "int" },
};

describe("the names that a matrix gives values to", () => {
  it.each<[string, Matrix | undefined, readonly string[]]>([
    ["no matrix", undefined, []],
    ["a grid", grid, ["lr"]],
    ["a mapping, by its first row", mapping, ["lr", "depth"]],
    ["a mapping that a template gives", fromTemplate, []],
    ["hyperband, and its resource", hyperband, ["lr", "epochs"]],
  ])("%s", (_, matrix, names) => expect(matrixKeys(matrix)).toEqual(names));
});

describe("whether a matrix supplies an input", () => {
  it.each<[Matrix | undefined, string, boolean]>([
    [undefined, "lr", false],
    [grid, "lr", true],
    [grid, "other", false],
    [grid, "toString", false],
    [mapping, "depth", true],
    [mapping, "other", false],
    [fromTemplate, "length", false],
    [hyperband, "epochs", true],
    [hyperband, "lr", true],
    [hyperband, "other", false],
  ])("%j: %s", (matrix, name, supplied) => expect(suppliedByMatrix(input(name), matrix)).toBe(supplied));

  it("not with values that its type does not take", () => {
    const matrix: Matrix = {
      kind: "grid",
      params: { name: { kind: "linspace", value: { start: 0, stop: 1, num: 3 } } },
    };
    expect(suppliedByMatrix(input("name", "str"), matrix)).toBe(false);
    expect(suppliedByMatrix(input("name", "float"), matrix)).toBe(true);
  });
});

describe("which kinds of values a type takes", () => {
  const uniform: HyperParameter = { kind: "uniform", value: { low: 0, high: 1 } };
  const range: HyperParameter = { kind: "range", value: { start: 0, stop: 4, step: 1 } };
  const span = { start: "2026-01-01", stop: "2026-01-03", step: 1 };
  const days: HyperParameter = { kind: "daterange", value: span };
  const times: HyperParameter = { kind: "datetimerange", value: span };
  it.each<[HyperParameter, string | undefined, boolean]>([
    [choice, "str", true],
    [{ kind: "pchoice", value: [["a", 1]] }, "git", true],
    [uniform, "float", true],
    [uniform, "metric", true],
    [uniform, "str", false],
    [uniform, "any", true],
    [uniform, undefined, true],
    [range, "int", true],
    [range, "bool", false],
    [days, "date", true],
    [days, "datetime", true],
    [days, "int", false],
    [times, "date", true],
    [times, "datetime", true],
    [times, "str", false],
  ])("%j: %s", (parameter, type, taken) => expect(fits(parameter, type)).toBe(taken));
});

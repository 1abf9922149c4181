import { describe, expect, it } from "vitest";
import { importanceOf } from "./importance.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe("the importance of params", () => {
  it("is high for the param that the metric follows, and tells the direction", async () => {
    const params = numbers(60).map((i) => ({ lr: i / 10, noise: (i * 7919) % 13 }));
    const found = await importanceOf(
      params,
      params.map(({ lr }) => -2 * lr),
    );
    expect(found?.["lr"]?.importance).toBeGreaterThan(0.9);
    expect(found?.["lr"]?.correlation).toBe(-1);
    expect((found?.["lr"]?.importance ?? 0) + (found?.["noise"]?.importance ?? 0)).toBeCloseTo(1, 2);
  });

  it("takes each word of a param of words for a column, and a missing number for the mean", async () => {
    const params = numbers(20).map((i) => ({
      opt: i % 2 === 0 ? "adam" : "sgd",
      ...(i === 3 ? {} : { width: i % 4 }),
    }));
    const found = await importanceOf(
      params,
      params.map(({ opt }) => (opt === "adam" ? 1 : 0)),
    );
    expect(Object.keys(found ?? {}).toSorted()).toEqual(["opt_adam", "opt_sgd", "width"]);
    expect(found?.["opt_adam"]?.correlation).toBe(1);
    expect(found?.["opt_sgd"]?.correlation).toBe(-1);
  });

  it("is the same each time", async () => {
    const params = numbers(12).map((i) => ({ a: i % 5, b: i % 3 }));
    const metrics = params.map(({ a, b }) => a * b);
    expect(await importanceOf(params, metrics)).toEqual(await importanceOf(params, metrics));
  });

  it.each([
    ["no runs", [], []],
    ["a metric that is no number", [{ a: 1 }], ["x"]],
    ["fewer metrics than runs", [{ a: 1 }, { a: 2 }], [1]],
    ["runs without params", [{}, {}], [1, 2]],
  ])("is nothing for %s", async (_, params, metrics) => {
    expect(await importanceOf(params, metrics)).toBeNull();
  });

  it("does not vary for a param that never changes", async () => {
    expect(await importanceOf([{ a: 1 }, { a: 1 }], [1, 2])).toEqual({ a: { importance: 0, correlation: null } });
  });
});

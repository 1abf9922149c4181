import type { HyperParameter, Matrix } from "@polyaxon/spec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Suggestions, SuggestionError, suggestionsOf } from "./index.ts";

type Space = Readonly<Record<string, HyperParameter>>;
const choice = (...value: unknown[]): HyperParameter => ({ kind: "choice", value });
const range = (start: number, stop: number, step: number): HyperParameter => ({
  kind: "range",
  value: { start, stop, step },
});
const uniform = (low: number, high: number): HyperParameter => ({ kind: "uniform", value: { low, high } });

const search = (matrix: Matrix, seed = "run-1"): Suggestions => suggestionsOf(matrix, { seed });
const grid = (params: Space, numRuns?: number): Suggestions =>
  search({ kind: "grid", params, ...(numRuns === undefined ? {} : { numRuns }) });
const random = (params: Space, numRuns: number, seed?: string): Suggestions =>
  search({ kind: "random", params, numRuns }, seed);
const values = (parameter: HyperParameter): unknown[] => [...grid({ x: parameter })].map(({ x }) => x);

describe("mapping", () => {
  it("gives the listed objects in order, whatever their keys", () => {
    const listed = [{ a: 1 }, { a: 2, b: "x" }, {}];
    const suggestions = search({ kind: "mapping", values: listed });
    expect([...suggestions]).toEqual(listed);
    expect(suggestions.total).toBe(3);
    expect(suggestions.slice(1, 5)).toEqual(listed.slice(1));
  });

  it("refuses values that are still a template", () => {
    expect(() => search({ kind: "mapping", values: "{{ x }}" } as unknown as Matrix)).toThrow(
      "matrix.values: expected a list of objects, found a template",
    );
  });
});

describe("grid", () => {
  it("lists combinations with the last key fastest", () => {
    expect([...grid({ a: choice("x", "y"), b: range(0, 3, 1) })]).toEqual([
      { a: "x", b: 0 },
      { a: "x", b: 1 },
      { a: "x", b: 2 },
      { a: "y", b: 0 },
      { a: "y", b: 1 },
      { a: "y", b: 2 },
    ]);
  });

  it("keeps the first numRuns", () => {
    const cut = grid({ a: choice(1, 2, 3), b: choice(1, 2, 3) }, 4);
    expect(cut.total).toBe(4);
    expect([...cut].at(-1)).toEqual({ a: 2, b: 1 });
    expect(cut.at(4)).toBeNull();
    expect(grid({ a: choice(1) }, 9).total).toBe(1);
  });

  it("reaches any point of a huge grid at once, and refuses one that cannot be counted", () => {
    const wide = range(0, 1_000_000, 1);
    const huge = grid({ a: wide, b: wide });
    expect(huge.total).toBe(1e12);
    expect(huge.at(1e12 - 1)).toEqual({ a: 999_999, b: 999_999 });
    expect(() => grid({ a: wide, b: wide, c: wide })).toThrow(/about 1\.0e\+18 combinations; set `numRuns`/);
    expect(grid({ a: wide, b: wide, c: wide }, 5).total).toBe(5);
  });

  it("refuses what cannot be listed and what is not rendered", () => {
    expect(() => grid({ lr: uniform(0, 1) })).toThrow("matrix.params.lr.kind: a grid cannot list a `uniform`");
    expect(() => grid({ lr: { kind: "choice", value: "{{ x }}" } })).toThrow(SuggestionError);
    expect(() => grid({ lr: { kind: "range" } })).toThrow("expected a value, found none");
  });
});

describe("listed values", () => {
  it("range excludes its stop and has no rounding noise", () => {
    expect(values(range(0, 0.5, 0.1))).toEqual([0, 0.1, 0.2, 0.3, 0.4]);
    expect(values(range(0.1, 0.4, 0.1))).toEqual([0.1, 0.2, 0.3]);
    expect(values(range(1, 2, 0.3))).toEqual([1, 1.3, 1.6, 1.9]);
    expect(values(range(1, 2, -1))).toEqual([]);
  });

  it("linspace includes its stop", () => {
    expect(values({ kind: "linspace", value: { start: 0, stop: 1, num: 5 } })).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(values({ kind: "linspace", value: { start: 0, stop: 1, num: 11 } })).toContain(0.3);
    expect(values({ kind: "linspace", value: { start: 0, stop: 1, num: 4 } })[1]).toBe(1 / 3);
    expect(values({ kind: "linspace", value: { start: 3, stop: 9, num: 1 } })).toEqual([3]);
  });

  it("logspace raises its base, geomspace keeps the ratio", () => {
    expect(values({ kind: "logspace", value: { start: -3, stop: 0, num: 4 } })).toEqual([0.001, 0.01, 0.1, 1]);
    expect(values({ kind: "logspace", value: { start: 0, stop: 3, num: 4, base: 2 } })).toEqual([1, 2, 4, 8]);
    expect(values({ kind: "geomspace", value: { start: 1, stop: 1000, num: 4 } })).toEqual([1, 10, 100, 1000]);
    expect(() => values({ kind: "geomspace", value: { start: 0, stop: 10, num: 2 } })).toThrow("above 0");
  });

  it("dates go by days, date-times by seconds in the offset of their start", () => {
    const days = { kind: "daterange", value: { start: "2024-02-27", stop: "2024-03-02", step: 2 } } as const;
    expect(values(days)).toEqual(["2024-02-27", "2024-02-29"]);
    const times = {
      kind: "datetimerange",
      value: { start: "2024-01-01T23:00:00+02:00", stop: "2024-01-02T01:00:00+02:00", step: 3600 },
    } as const;
    expect(values(times)).toEqual(["2024-01-01T23:00:00+02:00", "2024-01-02T00:00:00+02:00"]);
  });
});

describe("random", () => {
  it("gives every point of a small space once, in an order of its own", () => {
    const all = [...random({ a: choice("x", "y", "z"), b: range(0, 4, 1) }, 100)];
    expect(all).toHaveLength(12);
    expect(new Set(all.map((each) => JSON.stringify(each))).size).toBe(12);
    expect(all).not.toEqual([...grid({ a: choice("x", "y", "z"), b: range(0, 4, 1) })]);
  });

  it("counts values written twice once", () => {
    expect(random({ a: choice(1, 1, 2) }, 10).total).toBe(2);
  });

  it("takes the matrix's own seed before the run's, zero included", () => {
    const matrix = (seed?: number): Matrix => ({
      kind: "random",
      numRuns: 5,
      params: { lr: uniform(0, 1) },
      ...(seed === undefined ? {} : { seed }),
    });
    expect([...search(matrix(0), "a")]).toEqual([...search(matrix(0), "b")]);
    expect([...search(matrix(0), "a")]).not.toEqual([...search(matrix(1), "a")]);
    expect([...search(matrix(), "a")]).not.toEqual([...search(matrix(), "b")]);
  });

  it("ends when weights and quantised draws bring nothing new", () => {
    const never: HyperParameter = {
      kind: "pchoice",
      value: [
        ["a", 0.5],
        ["b", 0],
      ],
    };
    expect([...random({ a: never }, 50)].map(({ a }) => String(a)).toSorted((x, y) => x.localeCompare(y))).toEqual([
      "a",
      "b",
    ]);
    expect(random({ q: { kind: "quniform", value: { low: 0, high: 3, q: 1 } } }, 50).total).toBe(3);
  });

  it("never repeats a point, and any window equals the same part of the whole", () => {
    const space = fc.record({
      size: fc.integer({ min: 1, max: 40 }),
      kind: fc.constantFrom("listed", "real", "weights", "quantised"),
    });
    fc.assert(
      fc.property(
        space,
        fc.string(),
        fc.integer({ min: 1, max: 60 }),
        fc.nat(60),
        fc.nat(20),
        ({ size, kind }, seed, numRuns, from, count) => {
          const params: Record<string, Space> = {
            listed: { a: range(0, size, 1), b: choice(1, 2) },
            real: { a: uniform(0, size), b: choice(1, 2) },
            weights: {
              a: {
                kind: "pchoice",
                value: [
                  ["x", 0.3],
                  ["y", 0.7],
                ],
              },
              b: range(0, size, 1),
            },
            quantised: { a: { kind: "qnormal", value: { loc: 0, scale: size, q: 0.5 } } },
          };
          const space_ = params[kind] ?? {};
          const whole = [...random(space_, numRuns, seed)];
          expect(new Set(whole.map((each) => JSON.stringify(each))).size).toBe(whole.length);
          expect(whole.length).toBe(random(space_, numRuns, seed).total);
          expect(random(space_, numRuns, seed).slice(from, count)).toEqual(whole.slice(from, from + count));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("shuffles without favour: each point comes first about equally often", () => {
    const firsts = new Map<unknown, number>();
    for (let seed = 0; seed < 6_000; seed += 1) {
      const first = random({ a: range(0, 6, 1) }, 1, `seed-${seed}`).at(0)?.["a"];
      firsts.set(first, (firsts.get(first) ?? 0) + 1);
    }
    // Binomial(6000, 1/6): mean 1000, deviation 29; five deviations would also miss small favours.
    for (const count of firsts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
    expect(firsts.size).toBe(6);
  });
});

describe("distributions", () => {
  const draws = (parameter: HyperParameter): number[] =>
    [...random({ x: parameter }, 4_000)].map(({ x }) => x as number);
  const mean = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

  it("uniform and loguniform stay within their bounds; the log bounds are exponents", () => {
    const plain = draws(uniform(2, 4));
    expect(Math.min(...plain)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...plain)).toBeLessThan(4);
    expect(mean(plain)).toBeCloseTo(3, 1);
    const logs = draws({ kind: "loguniform", value: { low: -7, high: -2 } }).map(Math.log);
    expect(Math.min(...logs)).toBeGreaterThan(-7.0001);
    expect(mean(logs)).toBeCloseTo(-4.5, 0);
  });

  it("normal has its mean and deviation", () => {
    const plain = draws({ kind: "normal", value: { loc: 10, scale: 2 } });
    expect(Math.abs(mean(plain) - 10)).toBeLessThan(0.15);
    expect(Math.abs(Math.sqrt(mean(plain.map((each) => (each - 10) ** 2))) - 2)).toBeLessThan(0.15);
  });

  it("quantised kinds floor to a multiple of q", () => {
    const found = [...random({ x: { kind: "quniform", value: { low: 0, high: 1, q: 0.1 } } }, 100)].map(
      ({ x }) => x as number,
    );
    expect(found.sort((a, b) => a - b)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
  });

  it("size draws a list", () => {
    expect(random({ x: { kind: "uniform", value: { low: 0, high: 1, size: 3 } } }, 1).at(0)?.["x"]).toHaveLength(3);
    expect(() => random({ x: { kind: "uniform", value: { low: 0, high: 1, size: 0 } } }, 1)).toThrow("from 1 to 10000");
  });

  it("pins the stream, so that an upgrade of the generator cannot change searches unseen", () => {
    expect(random({ a: uniform(0, 1), b: choice("x", "y", "z") }, 3, "pin").slice(0, 3)).toMatchInlineSnapshot(`
      [
        {
          "a": 0.022318680336283925,
          "b": "x",
        },
        {
          "a": 0.9448370325341309,
          "b": "x",
        },
        {
          "a": 0.20861346731015218,
          "b": "z",
        },
      ]
    `);
    expect(
      random({ a: range(0, 1000, 1) }, 5, "pin")
        .slice(0, 5)
        .map(({ a }) => a),
    ).toMatchInlineSnapshot(`
      [
        646,
        907,
        797,
        932,
        234,
      ]
    `);
  });
});

it("refuses searches that go by rounds, by name", () => {
  expect(() => search({ kind: "iterative", maxIterations: 2 })).toThrow(
    "matrix.kind: `iterative` is not available yet; use mapping, grid, random",
  );
});

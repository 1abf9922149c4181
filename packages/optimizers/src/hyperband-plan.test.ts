import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type HyperbandSettings, hyperbandPlan } from "./hyperband-plan.ts";

/** `81@1 27@3 ...` per bracket, the first with the most rounds. */
function table(settings: HyperbandSettings): readonly string[] {
  const { rounds } = hyperbandPlan(settings);
  return [...new Set(rounds.map(({ iteration }) => iteration))].map((iteration) =>
    rounds
      .filter((round) => round.iteration === iteration)
      .map(({ resource, runs }) => `${runs}@${Math.round(resource * 100) / 100}`)
      .join(" "),
  );
}

describe("the brackets of hyperband", () => {
  it("are those of the paper for 81 and 3", () => {
    expect(table({ maxIterations: 81, eta: 3, resourceType: "int" })).toEqual([
      "81@1 27@3 9@9 3@27 1@81",
      "34@3 11@9 3@27 1@81",
      "15@9 5@27 1@81",
      "8@27 2@81",
      "5@81",
    ]);
  });

  it("give fractions of the resource where it is a float, and whole amounts where it is an int", () => {
    expect(table({ maxIterations: 10, eta: 3 })).toEqual(["9@1.11 3@3.33 1@10", "5@3.33 1@10", "3@10"]);
    expect(table({ maxIterations: 10, eta: 3, resourceType: "int" })).toEqual(["9@1 3@3 1@10", "5@3 1@10", "3@10"]);
  });

  it("are those of the reference for 27 and 3", () => {
    expect(table({ maxIterations: 27, eta: 3, resourceType: "int" })).toEqual([
      "27@1 9@3 3@9 1@27",
      "12@3 4@9 1@27",
      "6@9 2@27",
      "4@27",
    ]);
  });

  it("are counted without rounding noise: 3^5 and 10^3 have all their brackets", () => {
    expect(hyperbandPlan({ maxIterations: 243, eta: 3 })).toMatchObject({ sMax: 5, budget: 6 * 243 });
    expect(hyperbandPlan({ maxIterations: 1000, eta: 10 }).sMax).toBe(3);
    expect(hyperbandPlan({ maxIterations: 242, eta: 3 }).sMax).toBe(4);
  });

  it("promote fewer runs each round, and nothing after the last", () => {
    const settings = fc.record({
      maxIterations: fc.integer({ min: 1, max: 5000 }),
      eta: fc.double({ min: 1.5, max: 12, noNaN: true }),
    });
    fc.assert(
      fc.property(settings, ({ eta, maxIterations }) => {
        const { budget, rounds, sMax } = hyperbandPlan({ maxIterations, eta });
        expect(budget).toBe((sMax + 1) * maxIterations);
        for (const [index, round] of rounds.entries()) {
          const next = rounds[index + 1];
          expect(round.resource).toBeLessThanOrEqual(maxIterations * (1 + 1e-9));
          if (next?.iteration === round.iteration) expect(next.runs).toBe(round.keep);
          else expect(round).toMatchObject({ keep: 0, resource: maxIterations });
        }
      }),
    );
  });

  it("refuse an eta that promotes everything, or nearly", () => {
    expect(() => hyperbandPlan({ maxIterations: 10, eta: 1 })).toThrow(
      "matrix.eta: expected a number above 1, found 1",
    );
    expect(() => hyperbandPlan({ maxIterations: 1e9, eta: 1.001 })).toThrow("so near to 1");
    expect(() => hyperbandPlan({ maxIterations: 0, eta: 3 })).toThrow("matrix.maxIterations: expected 1 or more");
  });
});

import picocolors from "picocolors";
import { describe, expect, it } from "vitest";
import { leaderboardColumns, rankRuns, varyingParams } from "./leaderboard.ts";
import type { Objective } from "./objective.ts";

const run = (
  uuid: string,
  loss: number | string | undefined,
  inputs: Record<string, number> = {},
  created = "2026-01-01T00:00:00Z",
) => ({
  uuid,
  created_at: created,
  status: "succeeded",
  inputs,
  outputs: loss === undefined ? {} : { loss },
});
const loss: Objective = { metric: "loss", direction: "minimize", source: "asked" };

describe("a leaderboard", () => {
  it("ranks by the metric in its direction; the older of equal runs is ahead", () => {
    const runs = [run("late", 0.1, {}, "2026-01-02T00:00:00Z"), run("worst", 0.5), run("early", 0.1)];
    expect(rankRuns(runs, loss).map(({ rank, run: { uuid } }) => [rank, uuid])).toEqual([
      [1, "early"],
      [2, "late"],
      [3, "worst"],
    ]);
    expect(rankRuns(runs, { ...loss, direction: "maximize" })[0]?.run.uuid).toBe("worst");
  });

  it("puts the lower uuid ahead of runs that are equal in time too, whatever order they come in", () => {
    const best = (runs: readonly ReturnType<typeof run>[]) => rankRuns(runs, loss)[0]?.run.uuid;
    expect([best([run("b", 1), run("a", 1)]), best([run("a", 1), run("b", 1)])]).toEqual(["a", "a"]);
  });

  it("leaves out runs without the metric, or with one that is no number to rank by", () => {
    expect(
      rankRuns([run("a", undefined), run("b", "NaN"), run("c", 1)], loss).map((ranked) => ranked.run.uuid),
    ).toEqual(["c"]);
  });

  it("shows the params that the sweep varies, also those that the best share", () => {
    const ranked = rankRuns([run("a", 1, { lr: 1, seed: 7 }), run("b", 2, { lr: 1, seed: 7 })], loss);
    const headers = (tuned: readonly string[]) =>
      leaderboardColumns(ranked, loss, { now: 0, colors: picocolors.createColors(false), tuned }).map(
        ({ header }) => header,
      );
    expect(headers(["lr"])).toEqual(["#", "uuid", "loss", "lr", "status", "took"]);
    expect(headers([])).toEqual(["#", "uuid", "loss", "status", "took"]);
  });

  it("finds out what varies when the sweep does not say", () => {
    expect(varyingParams([run("a", 1, { lr: 1, seed: 7 }), run("b", 2, { lr: 2, seed: 7 })])).toEqual(["lr"]);
  });
});

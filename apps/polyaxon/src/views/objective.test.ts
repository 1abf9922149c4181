import { describe, expect, it } from "vitest";
import { chooseObjective } from "./objective.ts";

describe("the metric a sweep is judged by", () => {
  const bayes = { matrix: { kind: "bayes", metric: { name: "val_loss", optimization: "minimize" } } };

  it("is the one asked for", () => {
    expect(chooseObjective({ metric: "throughput", direction: "maximize" }, bayes, [])).toEqual({
      metric: "throughput",
      direction: "maximize",
      source: "asked",
    });
  });

  it("is the matrix's own when nothing was asked", () => {
    expect(chooseObjective({}, bayes, ["accuracy"])).toEqual({
      metric: "val_loss",
      direction: "minimize",
      source: "matrix",
    });
  });

  it.each([
    [["train_loss", "val_loss", "val_accuracy", "test_accuracy"], "val_accuracy", "maximize"],
    [["loss"], "loss", "minimize"],
    [["epoch", "rmse"], "rmse", "minimize"],
    [["validation/f1", "f1"], "validation/f1", "maximize"],
  ])("is guessed from %j", (metrics, metric, direction) => {
    expect(chooseObjective({}, {}, metrics)).toEqual({ metric, direction, source: "guessed" });
  });

  it("is never the training or test score, nor a name that says nothing", () => {
    expect(chooseObjective({}, {}, ["train_accuracy", "test_accuracy", "epoch", "lossy_name"])).toBeNull();
  });

  it("takes the asked direction over the guessed one", () => {
    expect(chooseObjective({ direction: "minimize" }, {}, ["score"])).toMatchObject({
      metric: "score",
      direction: "minimize",
    });
  });
});

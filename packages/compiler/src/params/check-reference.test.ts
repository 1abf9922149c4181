import { describe, expect, it } from "vitest";
import { refProblem } from "./check-reference.ts";

const UUID = "8aac02e3a62a4f0aaa257c59da5eab80";

describe("what a param refers to", () => {
  it("is nothing without a `ref`", () => expect(refProblem({ value: "outputs.loss" })).toBeNull());

  it.each(["ops.train", `runs.${UUID}`, "runs.8aac02e3-a62a-4f0a-aa25-7c59da5eab80"])("may be %s", (ref) =>
    expect(refProblem({ ref, value: "outputs.loss" })).toBeNull(),
  );

  it.each(["train", "ops", "ops.", "ops.a.b", "runs.train", "runs.", "dag.a", "dags.a", "", `ops.${UUID}.x`])(
    "is not %j",
    (ref) =>
      expect(refProblem({ ref, value: "outputs.loss" })).toBe(
        `expected \`ref\` to be \`ops.<name>\`, \`runs.<uuid>\` or \`dag\`, found \`${ref}\``,
      ),
  );
});

describe("what is taken of it", () => {
  it.each(["outputs", "inputs", "io", "artifacts", "outputs.loss", "inputs.lr", "artifacts.model", "globals.uuid"])(
    "may be %s of an operation",
    (value) => expect(refProblem({ ref: "ops.train", value })).toBeNull(),
  );
  it("may be one of the artifacts' own paths", () =>
    expect(refProblem({ ref: "ops.train", value: "artifacts.model.path" })).toBeNull());

  it.each([
    "loss",
    "globals",
    "io.loss",
    "outputs.",
    ".loss",
    "outputs.loss.last",
    "outputs.a.b.c",
    "artifacts..x",
    "",
  ])("is not %j", (value) =>
    expect(refProblem({ ref: "ops.train", value })).toMatch(/is nothing a run has: expected `outputs\.<name>`/),
  );

  it("is no output of the dag that is still going on", () => {
    expect(refProblem({ ref: "dag", value: "inputs.lr" })).toBeNull();
    expect(refProblem({ ref: "dag", value: "inputs" })).toBeNull();
    expect(refProblem({ ref: "dag", value: "outputs.loss" })).toMatch(/is nothing a run has/);
    expect(refProblem({ ref: "dag", value: "outputs" })).toMatch(/is nothing a run has/);
  });
});

import type { Operation } from "@polyaxon/spec";
import { expect, it } from "vitest";
import { checkOperation, isTemplateOperation } from "./check-operation.ts";

const operation = (more: Partial<Operation> = {}, args: readonly string[] = []): Operation => ({
  version: 1.1,
  kind: "operation",
  component: {
    kind: "component",
    inputs: [{ name: "lr", type: "float" }],
    run: { kind: "job", container: { image: "i", args } },
  },
  ...more,
});
const messages = (...given: Parameters<typeof checkOperation>): readonly string[] =>
  checkOperation(...given).map(({ path, message }) => `${path.join(".")}: ${message}`);

it("accepts an operation whose params are complete", () => {
  expect(checkOperation(operation({ params: { lr: { value: "0.1" } } }))).toEqual([]);
});

it("asks for missing params, unless linting or in template mode", () => {
  expect(messages(operation())).toEqual([
    "params.lr: the operation needs params: `lr` is a required input and got no value",
  ]);
  expect(checkOperation(operation(), { lint: true })).toEqual([]);
  expect(checkOperation(operation(), { template: true })).toEqual([]);
});

it("a matrix gives the params it names, when their kinds fit", () => {
  const grid = (value: Operation["matrix"]): Operation => operation({ matrix: value });
  expect(
    checkOperation(grid({ kind: "grid", params: { lr: { kind: "range", value: { start: 0, stop: 1, step: 0.5 } } } })),
  ).toEqual([]);
  const dates: Operation["matrix"] = {
    kind: "grid",
    params: { lr: { kind: "daterange", value: { start: "2024-01-01", stop: "2024-02-01", step: 1 } } },
  };
  expect(messages(grid(dates))[0]).toContain("`lr` is of type `float`, which `daterange` values do not fit");
});

it("finds every template that cannot be read, with its place", () => {
  const found = messages(operation({ params: { lr: { value: 1 } } }, ["{{ a", "fine {{ b }}", "{% if %}"]));
  expect(found).toHaveLength(2);
  expect(found[0]).toMatch(/^component\.run\.container\.args\.0: the template cannot be read: `\{\{` has no closing/);
});

it("says everything at once", () => {
  expect(messages(operation({ runPatch: { nope: 1 }, params: { lr: { value: "x" }, b: { value: 1 } } }))).toHaveLength(
    3,
  );
});

it("knows a template operation", () => {
  expect(isTemplateOperation(operation())).toBe(false);
  expect(isTemplateOperation(operation({ template: { enabled: true } }))).toBe(true);
});

it("a description may speak of templates: nobody renders it", () => {
  const description = "Fills `{{ name }` and {% if";
  const { component } = operation();
  const described = { ...component!, description, inputs: [{ name: "lr", type: "float", description }] };
  expect(checkOperation(operation({ description, component: described, params: { lr: { value: 1 } } }))).toEqual([]);
});

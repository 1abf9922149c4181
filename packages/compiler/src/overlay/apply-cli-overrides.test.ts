import type { Operation } from "@polyaxon/spec";
import { describe, expect, it } from "vitest";
import { type CliOverrides, applyCliOverrides } from "./apply-cli-overrides.ts";
import { parseHparam } from "./parse-hparam.ts";

const OPERATION: Operation = {
  version: 1.1,
  kind: "operation",
  presets: ["old"],
  params: { lr: { value: 0.1, toEnv: "LR" } },
  component: { kind: "component", template: { enabled: true }, run: { kind: "job", container: { image: "i" } } },
};
const apply = (overrides: CliOverrides, operation: Operation = OPERATION): Operation => {
  const result = applyCliOverrides(operation, overrides);
  if (!result.ok) throw new Error(result.issues.map(({ message }) => message).join("\n"));
  return result.operation;
};
const refused = (overrides: CliOverrides, operation: Operation = OPERATION): string => {
  const result = applyCliOverrides(operation, overrides);
  if (result.ok) throw new Error("it was accepted");
  return result.issues.map(({ message }) => message).join("\n");
};

describe("-P", () => {
  it("splits at the first equals sign, keeps text as text and the param's other fields", () => {
    expect(apply({ params: ["lr=1e-3", "expr=a=b", "empty="] }).params).toEqual({
      lr: { value: "1e-3", toEnv: "LR" },
      expr: { value: "a=b" },
      empty: { value: "" },
    });
  });

  it("refuses a name given twice and a text without a value, all at once", () => {
    expect(refused({ params: ["a=1", "a=2", "b"] })).toBe(
      "-P: `a` is given twice\n-P: expected `name=value`, found `b`",
    );
  });
});

describe("-HP", () => {
  it("builds a grid of one at a time unless told otherwise", () => {
    expect(apply({ hparams: ["lr=choice:[0.1, 0.2]", "n=range:1:10:2"], matrixNumRuns: 3 }).matrix).toEqual({
      kind: "grid",
      concurrency: 1,
      numRuns: 3,
      params: {
        lr: { kind: "choice", value: [0.1, 0.2] },
        n: { kind: "range", value: { start: 1, stop: 10, step: 2 } },
      },
    });
    expect(
      apply({ hparams: ["lr=uniform:0:1"], matrixKind: "random", matrixNumRuns: 2, matrixConcurrency: 4 }).matrix,
    ).toMatchObject({ kind: "random", concurrency: 4 });
  });

  it("adds to the file's matrix of the same kind and refuses to mix kinds", () => {
    const own: Operation = { ...OPERATION, matrix: { kind: "grid", params: { a: { kind: "choice", value: [1] } } } };
    expect(apply({ hparams: ["b=choice:[2]"] }, own).matrix).toEqual({
      kind: "grid",
      params: { a: { kind: "choice", value: [1] }, b: { kind: "choice", value: [2] } },
    });
    expect(refused({ hparams: ["b=choice:[2]"], matrixKind: "random" }, own)).toContain(
      "the file's matrix is a `grid`",
    );
    expect(refused({ hparams: ["b=choice:[2]"] }, { ...OPERATION, matrix: { kind: "mapping", values: [] } })).toContain(
      "is a `mapping`",
    );
  });

  it("names what is wrong with a hyper-parameter", () => {
    expect(refused({ hparams: ["lr"] })).toContain("expected `name=kind:value`");
    expect(refused({ hparams: ["lr=uniform:[0,1]"] })).toContain("`grid` cannot search a `uniform`");
    expect(refused({ hparams: ["lr=chioce:[1]"] })).toBe(
      "-HP: lr: there is no kind `chioce` of values; did you mean `choice`?",
    );
    expect(refused({ hparams: ["lr=nothing:1"] })).toMatch(/expected one of choice, pchoice, range, .*, qlognormal$/);
    expect(refused({ hparams: ["lr=0.1,0.2"] })).toBe(
      "-HP: expected `name=kind:value` such as `lr=choice:[0.1, 0.2]`, found `lr=0.1,0.2`; did you mean `lr=choice:[0.1,0.2]`?",
    );
    expect(refused({ hparams: ["lr=choice:[1"] })).toContain("is not YAML");
    expect(refused({ matrixConcurrency: 2 })).toContain("the file has no matrix");
    expect(refused({ hparams: ["lr=uniform:0:1"], matrixKind: "random" })).toContain("numRuns");
  });

  it("reads values by the files' YAML rules, and colons as the kinds do", () => {
    expect(parseHparam("x=choice:[yes, 1e-3, 010, 'a']")).toMatchObject({
      parameter: { value: [true, "1e-3", 8, "a"] },
    });
    expect(parseHparam("x=linspace:0:1:5")).toMatchObject({ parameter: { value: { start: 0, stop: 1, num: 5 } } });
    expect(parseHparam("x=uniform:{low: 0, high: 1}")).toMatchObject({ parameter: { value: { low: 0, high: 1 } } });
    expect(parseHparam("x=choice:[1]}\nkind: component")).toMatchObject({ ok: false });
  });
});

describe("flags", () => {
  it("set their field; presets replace the file's", () => {
    expect(apply({ presets: ["p"], queue: "agent/q", namespace: "n", cache: "f", approved: "no" })).toMatchObject({
      presets: ["p"],
      queue: "agent/q",
      namespace: "n",
      cache: { disable: true },
      isApproved: false,
    });
    expect(apply({ nocache: true }).cache).toEqual({ disable: true });
    expect(apply({ cache: "yes" }).cache).toEqual({ disable: false });
  });

  it("refuse contradictions and words that are no booleans", () => {
    expect(refused({ cache: "yes", nocache: true })).toBe("--cache and --nocache exclude each other");
    expect(refused({ cache: "maybe", approved: "perhaps" })).toContain(
      "--approved: expected true or false, found `perhaps`",
    );
  });

  it("ignoreTemplate makes a template runnable", () => {
    expect(apply({ ignoreTemplate: true }).component?.template).toEqual({ enabled: false });
  });

  it("nothing given changes nothing", () => {
    expect(apply({})).toEqual(OPERATION);
  });
});

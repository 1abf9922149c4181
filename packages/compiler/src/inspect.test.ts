import { expect, it } from "vitest";
import { paramForms, renderRun, renderValue } from "./index.ts";

it("renders data with a context, and tells a template's failure instead of throwing it", () => {
  expect(renderValue({ "{{ k }}": ["{{ n + 1 }}", "0.10"] }, { k: "key", n: 1 })).toEqual({
    ok: true,
    value: { key: [2, 0.1] },
  });
  expect(renderValue("{{ nope.x }}", {})).toMatchObject({ ok: false, issues: [{ code: "compile.template" }] });
});

it("renders the run of a compiled operation with its values and more", () => {
  const inputs = [{ name: "lr", type: "float", value: 1 }];
  const run = { kind: "job" as const, container: { image: "i", args: ["{{ lr }}", "{{ globals.uuid }}"] } };
  expect(renderRun({ inputs, run }, { globals: { uuid: "u" } })).toEqual({
    ok: true,
    value: { kind: "job", container: { image: "i", args: [1, "u"] } },
  });
});

it("gives the forms of a param, or what is wrong with it", () => {
  const inputs = [{ name: "lr", type: "float" }];
  expect(paramForms({ params: { lr: { value: "1" } }, inputs, outputs: [] })).toEqual({
    ok: true,
    value: { lr: { value: 1, asArg: "--lr=1.0", asStr: "1.0", display: 1 } },
  });
  expect(paramForms({ params: {}, inputs, outputs: [] })).toMatchObject({
    ok: false,
    issues: [{ code: "param.missing" }],
  });
});

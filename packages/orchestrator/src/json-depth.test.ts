import { describe, expect, it } from "vitest";
import { type Json, MAX_JSON_DEPTH, isTooDeep, withoutTooDeep } from "./index.ts";

function nested(depth: number): Json {
  let value: Json = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

describe("nesting", () => {
  it("is measured without recursion", () => {
    expect(isTooDeep(nested(MAX_JSON_DEPTH))).toBe(false);
    expect(isTooDeep(nested(MAX_JSON_DEPTH + 1))).toBe(true);
    expect(isTooDeep(nested(200_000))).toBe(true);
  });

  it("costs an attempt the value that is too deep, not those beside it", () => {
    const artifact = { kind: "file", path: null, state: "s", isInput: false };
    const { records, dropped } = withoutTooDeep({
      name: "kept",
      outputs: { deep: nested(3_000), loss: 0.5 },
      artifacts: [
        { ...artifact, name: "bad", summary: { deep: nested(3_000) } },
        { ...artifact, name: "good", summary: {} },
      ],
    });
    expect(records).toEqual({
      name: "kept",
      outputs: { loss: 0.5 },
      artifacts: [{ ...artifact, name: "good", summary: {} }],
    });
    expect(dropped).toEqual(["outputs.deep", "artifacts.bad"]);
    expect(isTooDeep(records)).toBe(false);
  });
});

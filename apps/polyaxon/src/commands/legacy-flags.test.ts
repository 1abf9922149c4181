import { describe, expect, it } from "vitest";
import { expandLegacyFlags } from "./legacy-flags.ts";

describe("options written with one dash", () => {
  it("are read as their long form", () => {
    expect(expandLegacyFlags(["ops", "get", "-uid", "abc", "-HP=lr=choice:[1,2]", "-p", "x"])).toEqual([
      "ops",
      "get",
      "--uid",
      "abc",
      "--hparam=lr=choice:[1,2]",
      "-p",
      "x",
    ]);
  });

  it("are values after a double dash", () => {
    expect(expandLegacyFlags(["run", "--", "-uid"])).toEqual(["run", "--", "-uid"]);
  });
});

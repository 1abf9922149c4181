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

  it("and second names of others are read as the one that --help has", () => {
    expect(expandLegacyFlags(["run", "--params", "lr=1", "--log", "-ap=no"])).toEqual([
      "run",
      "--param",
      "lr=1",
      "--logs",
      "--approved=no",
    ]);
    expect(expandLegacyFlags(["config", "--list", "--json"])).toEqual(["config", "show", "--json"]);
  });

  it("are values after a double dash", () => {
    expect(expandLegacyFlags(["run", "--", "-uid"])).toEqual(["run", "--", "-uid"]);
  });
});

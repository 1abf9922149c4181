import { describe, expect, it } from "vitest";
import { asCalled } from "./as-called.ts";

const npx = { npm_command: "exec", npm_lifecycle_event: "npx" };

describe("how commands are named in hints", () => {
  it.each([
    ["start one: polyaxon server", "start one: npx polyaxon server"],
    ["polyaxon ops ls lists the runs", "npx polyaxon ops ls lists the runs"],
    ["npx polyaxon check", "npx polyaxon check"],
    ['is not what "polyaxon config set" writes', 'is not what "npx polyaxon config set" writes'],
    ["saved in /home/ann/.config/polyaxon config", "saved in /home/ann/.config/polyaxon config"],
    ["a defect of polyaxon", "a defect of polyaxon"],
  ])("under npx: %s", (text, expected) => {
    expect(asCalled(npx, text)).toBe(expected);
  });

  it("as they are on a PATH, or under `npm run`", () => {
    expect(asCalled({}, "polyaxon server")).toBe("polyaxon server");
    expect(asCalled({ npm_command: "run-script", npm_lifecycle_event: "train" }, "polyaxon server")).toBe(
      "polyaxon server",
    );
  });
});

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { armDebugPoint, debugPoint } from "./debug-points.ts";

const MODULE = fileURLToPath(new URL("./debug-points.ts", import.meta.url));

/** How a process ends that arms a point and then passes `save.before` three times. */
function run(setting: string) {
  const program = `import { armDebugPoint, debugPoint } from ${JSON.stringify(MODULE)};
    armDebugPoint(${JSON.stringify(setting)});
    for (const each of [1, 2, 3]) { debugPoint("save.before"); process.stdout.write(String(each)); }`;
  const { signal, stdout } = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  return { signal, stdout };
}

describe("a debug point", () => {
  afterEach(() => armDebugPoint(null));

  it("kills its process where it is armed, at the time asked for", () => {
    expect(run("save.before:2")).toEqual({ signal: "SIGKILL", stdout: "1" });
  });
  it("does nothing elsewhere", () => {
    expect(run("save.after")).toEqual({ signal: null, stdout: "123" });
    expect(debugPoint("save.before")).toBeUndefined();
  });
  it("that does not exist is refused, with those that do", () => {
    expect(() => armDebugPoint("save.sometime")).toThrow(/No debug point "save.sometime": .*save\.before-commit/);
    expect(() => armDebugPoint("save.before:0")).toThrow("name:nth");
  });
});

import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { type HostOptions, hostSettings, withHostOptions } from "./host-options.ts";

const read = (args: readonly string[], env: Record<string, string> = {}) => {
  const command = withHostOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return hostSettings(command.parse(args, { from: "user" }).opts<HostOptions>(), env);
};

describe("what an agent may give to runs", () => {
  it("is read from options, else from the environment, else left to be detected", () => {
    expect(read([])).toEqual({});
    expect(read(["--cpu", "1500m", "--memory", "8Gi", "--gpus", "2"])).toEqual({
      cpu: 1.5,
      memoryBytes: 8 * 2 ** 30,
      gpus: ["0", "1"],
    });
    const env = { POLYAXON_AGENT_GPUS: "GPU-a,3", POLYAXON_AGENT_CPU: "4", POLYAXON_AGENT_MEMORY: "1G" };
    expect(read(["--cpu", "2"], env)).toEqual({ cpu: 2, memoryBytes: 1e9, gpus: ["GPU-a", "3"] });
    expect(read(["--gpus", "0"])).toEqual({ gpus: [] });
  });

  it.each([
    ["--cpu", "lots"],
    ["--memory", "8 bananas"],
    ["--gpus", "0,0"],
    ["--gpus", "first"],
  ])("%s %s is refused", (...args) => expect(() => read(args)).toThrow(/expected/));

  it("names the variable that cannot be read", () => {
    expect(() => read([], { POLYAXON_AGENT_MEMORY: "x" })).toThrow(/POLYAXON_AGENT_MEMORY: expected a size/);
  });
});

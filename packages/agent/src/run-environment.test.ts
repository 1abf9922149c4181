import type { ExecutionPlan } from "@polyaxon/compiler";
import { describe, expect, it } from "vitest";
import {
  allowedHostEnvironment,
  hostEnvironment,
  runEnvironment,
  withGpus,
  withHostEnvironment,
} from "./run-environment.ts";

describe("the environment of a run", () => {
  it("takes from the host what programs need to be found and to speak the user's language, and nothing else", () => {
    const host = {
      PATH: "/bin",
      HOME: "/home/me",
      LC_ALL: "C",
      CONDA_PREFIX: "/conda",
      VIRTUAL_ENV: "/venv",
      AWS_SECRET_ACCESS_KEY: "x",
      TZ: undefined,
    };
    expect(allowedHostEnvironment(host).map(({ name }) => name)).toEqual([
      "PATH",
      "HOME",
      "LC_ALL",
      "CONDA_PREFIX",
      "VIRTUAL_ENV",
    ]);
  });

  it("lets Python print at once, unless the agent's environment or the file says otherwise", () => {
    const plan = (env: readonly { name: string; value: string }[]) =>
      ({ main: [{ env }], collect: { artifacts: null } }) as unknown as ExecutionPlan;
    const seen = (host: Readonly<Record<string, string>>, env: readonly { name: string; value: string }[] = []) => {
      const given = withHostEnvironment(plan(env), hostEnvironment(host)).main[0]?.env ?? [];
      return new Map(given.map(({ name, value }) => [name, value])).get("PYTHONUNBUFFERED");
    };
    expect(seen({})).toBe("1");
    expect(seen({ PYTHONUNBUFFERED: "" })).toBe("");
    expect(seen({}, [{ name: "PYTHONUNBUFFERED", value: "" }])).toBe("");
  });

  it("gives each process the GPUs that it asks for, and none to one that asks for none", () => {
    const container = (gpu: number | null) => ({
      name: "main",
      image: null,
      command: [],
      args: [],
      env: [{ name: "CUDA_VISIBLE_DEVICES", value: "0,1,2,3" }],
      workingDir: null,
      resources: { cpu: null, memoryBytes: null, gpu },
      mounts: [],
    });
    const plan = { main: [container(2), container(null), container(1)] } as unknown as ExecutionPlan;
    expect(withGpus(plan, ["GPU-a", "GPU-b", "3"]).main.map(({ env }) => env.map(({ value }) => value))).toEqual([
      ["GPU-a,GPU-b", "GPU-a,GPU-b"],
      ["", "none"],
      ["3", "3"],
    ]);
  });

  it("never tells the Python client to do the sidecar's work", () => {
    const names = runEnvironment({
      instance: "default.p.runs.u",
      attempt: 1,
      token: "t",
      host: "http://localhost:8000",
      namespace: "local",
      nodeName: "process-agent",
      podId: "pod",
      contextRoot: "/c",
      artifactsRoot: "/a",
      spool: "/s",
    }).map(({ name }) => name);
    expect(names).toContain("POLYAXON_AUTH_TOKEN");
    expect(names).not.toContain("POLYAXON_HAS_PROCESS_SIDECAR");
  });
});

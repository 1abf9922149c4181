import { describe, expect, it } from "vitest";
import { allowedHostEnvironment, runEnvironment } from "./run-environment.ts";

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

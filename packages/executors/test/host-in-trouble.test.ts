import { describe, expect, it } from "vitest";
import {
  agentForEachTest,
  containers,
  outcomeOf,
  server,
  stopAgent,
  startAgent,
  submit,
  submitScript,
} from "./agent-fixture.ts";
import { eventually } from "./attempt-fixture.ts";

/** Stage two of compilation fails, as the folders made just before it do on a full disk. */
const failing = (code: string) => (): never => {
  throw Object.assign(new Error(`${code}: as the system says it`), { code, path: "/small" });
};

describe("a machine that can start nothing", () => {
  agentForEachTest();

  function troubled(script: string, code = "ENOSPC"): { readonly run: ReturnType<typeof submit>; passes: () => void } {
    const container = { command: ["sh", "-c"], args: [script] };
    const run = submit({});
    Object.defineProperty(container, "command", { get: failing(code), configurable: true, enumerable: true });
    containers.set(run, container);
    return {
      run,
      passes: () => Object.defineProperty(container, "command", { value: ["sh", "-c"], enumerable: true }),
    };
  }

  it("keeps what it was handed, says why, and starts it when the trouble is over", async () => {
    const { run, passes } = troubled("exit 4");
    await eventually("a word about it", () =>
      server.messages.get(run)?.join().includes("disk is full (ENOSPC at /small)"),
    );
    expect(server.statuses.get(run)).toEqual(["scheduled"]);
    expect(server.outcomes.get(run)).toBeUndefined();
    passes();
    expect(await outcomeOf(run)).toMatchObject({ exitCode: 4 });
    expect(server.statuses.get(run)).toEqual(["scheduled", "starting", "running"]);
  });

  it("takes no more than it has slots for, so that a queue is not failed one by one", async () => {
    const held = Array.from({ length: 4 }, () => troubled("exit 4"));
    const next = submitScript("exit 5");
    for (const { run } of held) await eventually("a word about it", () => server.messages.get(run));
    expect(server.statuses.get(next)).toBeUndefined();
    for (const { passes } of held) passes();
    expect(await outcomeOf(next)).toMatchObject({ exitCode: 5 });
  });

  it("lets go of what is stopped, and of everything when its agent ends", async () => {
    const { run } = troubled("exit 4");
    const other = troubled("exit 4");
    await eventually("a word about it", () => server.messages.get(other.run));
    server.requestStop(run);
    expect(await outcomeOf(run)).toEqual({ kind: "stopped" });
    await stopAgent();
    other.passes();
    await startAgent();
    expect(await outcomeOf(other.run)).toMatchObject({ exitCode: 4 });
  });

  it("fails at once what another code says is the run's own fault", async () => {
    expect(await outcomeOf(troubled("exit 4", "EACCES").run)).toMatchObject({ kind: "failed", reason: "AgentError" });
  });
});

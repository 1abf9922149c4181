import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Executor } from "@polyaxon/agent";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { processExecutor } from "../src/index.ts";
import {
  agentForEachTest,
  outcomeOf,
  runFolder,
  scratchOf,
  server,
  startAgent,
  stopAgent,
  submitScript,
} from "./agent-fixture.ts";
import {
  endOf,
  eventually,
  isRunning,
  newAttempt,
  pidIn,
  script,
  silentLogger,
  systemClock,
  textOf,
} from "./attempt-fixture.ts";

const make = (): Executor => processExecutor({ logger: silentLogger, clock: systemClock });
const ON_LINUX = process.platform === "linux";

/** A script, or what tidies up /tmp, removes what the agent knows of an attempt while it runs. */
describe("an attempt whose scratch is removed under it", () => {
  let executor: Executor;
  beforeEach(() => {
    executor = make();
  });
  afterEach(() => executor.close());

  async function startSleeper(): Promise<ReturnType<typeof newAttempt> & { readonly pid: number }> {
    const attempt = newAttempt();
    const { ref, place } = attempt;
    await executor.start(ref, script(ref, `echo $$ >"${place.artifacts}/pid"; exec sleep 300`), place);
    await eventually("the supervisor", () => textOf(join(place.scratch, "supervisor"))?.endsWith("\n"));
    return { ...attempt, pid: await pidIn(join(place.artifacts, "pid")) };
  }
  const forget = (scratch: string): void => rmSync(scratch, { recursive: true });

  it("is stopped like any other", async () => {
    const { ref, place, pid } = await startSleeper();
    const end = endOf(executor, ref, place);
    forget(place.scratch);
    await executor.stop(ref, place, 5);
    expect(await end).toEqual({ kind: "stopped" });
    expect(isRunning(pid)).toBe(false);
  });

  it("is stopped by an executor that has only just adopted it", async () => {
    const { ref, place, pid } = await startSleeper();
    await executor.close();
    executor = make();
    const end = endOf(executor, ref, place);
    forget(place.scratch);
    await executor.stop(ref, place, 5);
    expect(await end).toEqual({ kind: "stopped" });
    expect(isRunning(pid)).toBe(false);
  });

  it("says when it ends that its folder was removed, not that its supervisor was killed", async () => {
    for (const adopted of [false, true]) {
      const { ref, place, pid } = await startSleeper();
      if (adopted) {
        await executor.close();
        executor = make();
      }
      const end = endOf(executor, ref, place);
      forget(place.scratch);
      process.kill(pid, "SIGKILL");
      expect(await end).toMatchObject({ kind: "failed", reason: "ScratchLost", retryable: true });
    }
  });

  it.skipIf(!ON_LINUX)("I4: is ended by an executor that knows nothing of it, and never started again", async () => {
    const { ref, place, pid } = await startSleeper();
    await executor.close();
    executor = make();
    forget(place.scratch);
    expect(await endOf(executor, ref, place)).toMatchObject({ kind: "failed", reason: "ScratchLost", retryable: true });
    expect(isRunning(pid)).toBe(false);
    await executor.start(ref, script(ref, `touch "${place.artifacts}/again"`), place);
    expect(await endOf(executor, ref, place)).toMatchObject({ reason: "ScratchLost" });
    expect(textOf(join(place.artifacts, "again"))).toBeNull();
  });

  it.skipIf(!ON_LINUX)("is ended by a stop that knows nothing of it", async () => {
    const { ref, place, pid } = await startSleeper();
    await executor.close();
    executor = make();
    forget(place.scratch);
    await executor.stop(ref, place, 5);
    expect(isRunning(pid)).toBe(false);
    expect(await endOf(executor, ref, place)).toEqual({ kind: "stopped" });
  });
});

describe("an agent that finds the scratch of what it held removed", () => {
  agentForEachTest();

  it("I4: starts nothing again that was started before, whether it still runs or not", async () => {
    const ran = submitScript("echo $$ >pid; exec sleep 300");
    const runs = submitScript("echo $$ >pid; exec sleep 300");
    const pids = [await pidIn(join(runFolder(ran), "pid")), await pidIn(join(runFolder(runs), "pid"))] as const;
    for (const run of [ran, runs]) await eventually("the start", () => server.statuses.get(run)?.includes("running"));
    await stopAgent();
    for (const run of [ran, runs]) {
      rmSync(scratchOf(run), { recursive: true });
      rmSync(join(runFolder(run), "pid"));
    }
    process.kill(pids[0], "SIGKILL");
    await startAgent();
    for (const run of [ran, runs]) {
      expect(await outcomeOf(run)).toMatchObject({ kind: "failed", reason: "ScratchLost", retryable: true });
      expect(textOf(join(runFolder(run), "pid"))).toBeNull();
    }
    if (ON_LINUX) expect(isRunning(pids[1])).toBe(false);
    else process.kill(pids[1], "SIGKILL");
  });

  it("I4: still knows it after another start", async () => {
    const run = submitScript("echo $$ >>pids; exec sleep 300");
    await eventually("the start", () => server.statuses.get(run)?.includes("running"));
    await pidIn(join(runFolder(run), "pids"));
    await stopAgent();
    rmSync(scratchOf(run), { recursive: true });
    // The end is kept from being told, as by a kill in between.
    server.onReport = () => {
      server.away = true;
    };
    await startAgent();
    await eventually("a report", () => server.away);
    await stopAgent();
    server.onReport = () => {};
    server.away = false;
    await startAgent();
    expect(await outcomeOf(run)).toMatchObject({ kind: "failed", reason: "ScratchLost" });
    expect((textOf(join(runFolder(run), "pids")) ?? "").trim().split("\n")).toHaveLength(1);
  });
});

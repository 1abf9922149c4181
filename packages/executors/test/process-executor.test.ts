import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { StartRefused, type Executor } from "@polyaxon/agent";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nullExecutor, processExecutor } from "../src/index.ts";
import {
  endOf,
  eventually,
  isRunning,
  newAttempt,
  pidIn,
  planFor,
  script,
  silentLogger,
  systemClock,
  textOf,
} from "./attempt-fixture.ts";
import { describeExecutor } from "./describe-executor.ts";

const make = (): Executor => processExecutor({ logger: silentLogger, clock: systemClock });

describeExecutor("process", make);
describeExecutor("null", nullExecutor, {
  skip: {
    "reports the command's exit code": "runs nothing",
    "starts an attempt once, however often it is asked": "runs nothing",
    "gives the command its arguments and environment unchanged": "runs nothing",
    "finds a running attempt from a new instance": "remembers nothing",
    "finds an attempt that ended while nobody watched": "remembers nothing",
    "reports stopped, and leaves nothing of the tree": "runs nothing",
    "kills what ignores SIGTERM when the grace is over": "runs nothing",
  },
});

describe("the process executor", () => {
  let executor: Executor;
  beforeEach(() => {
    executor = make();
  });
  afterEach(() => executor.close());

  const refusal = async (
    attempt: ReturnType<typeof newAttempt>,
    main: Parameters<typeof planFor>[1],
  ): Promise<StartRefused> => {
    const error: unknown = await executor.start(attempt.ref, planFor(attempt.ref, main), attempt.place).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(StartRefused);
    const { reason, message, retryable } = error as StartRefused;
    await executor.close();
    executor = make();
    // A later agent that is handed the attempt starts nothing, and hears the same.
    const plan = script(attempt.ref, `touch "${attempt.place.artifacts}/started"`);
    await executor.start(attempt.ref, plan, attempt.place);
    const end = await endOf(executor, attempt.ref, attempt.place);
    expect(end).toEqual({ kind: "failed", reason, message, retryable });
    expect(textOf(`${attempt.place.artifacts}/started`)).toBeNull();
    return error as StartRefused;
  };

  it("names a missing command, where it was looked for, and the working folder", async () => {
    const attempt = newAttempt();
    const refused = await refusal(attempt, {
      command: ["no-such-tool"],
      env: [{ name: "PATH", value: "/bin:/opt/none" }],
    });
    expect(refused.reason).toBe("CommandNotFound");
    expect(refused.message).toContain('"no-such-tool"');
    expect(refused.message).toContain("PATH (/bin, /opt/none)");
    expect(refused.message).toContain(attempt.place.workingDir);
  });

  it("tells a file without the execute bit from a missing one", async () => {
    const attempt = newAttempt();
    writeFileSync(join(attempt.place.workingDir, "train.sh"), "#!/bin/sh\n");
    expect(await refusal(attempt, { command: ["./train.sh"] })).toMatchObject({ reason: "CommandNotExecutable" });
  });

  it("runs a script by a path relative to the working folder", async () => {
    const { ref, place } = newAttempt();
    writeFileSync(join(place.workingDir, "train.sh"), "#!/bin/sh\nexit 5\n");
    chmodSync(join(place.workingDir, "train.sh"), 0o755);
    await executor.start(ref, planFor(ref, { command: ["./train.sh"] }), place);
    expect(await endOf(executor, ref, place)).toMatchObject({ exitCode: 5 });
  });

  it("never takes a shell builtin for the command", async () => {
    const attempt = newAttempt();
    expect(await refusal(attempt, { command: ["eval"], args: ["exit 0"] })).toMatchObject({
      reason: "CommandNotFound",
    });
  });

  it("names a working folder that vanished", async () => {
    const attempt = newAttempt();
    rmSync(attempt.place.workingDir, { recursive: true });
    const refused = await refusal(attempt, { command: ["true"] });
    expect(refused.reason).toBe("WorkingDirMissing");
    expect(refused.message).toContain(attempt.place.workingDir);
  });

  it("asks for a command when there is only an image", async () => {
    const refused = await refusal(newAttempt(), { image: "python:3.12" });
    expect(refused.reason).toBe("NoCommand");
    expect(refused.message).toContain("python:3.12");
  });

  it("refuses init steps by kind", async () => {
    const { ref, place } = newAttempt();
    const init = [{ kind: "git" as const, name: "code", path: null, connection: null, spec: {}, container: null }];
    await expect(executor.start(ref, { ...planFor(ref, { command: ["true"] }), init }, place)).rejects.toMatchObject({
      reason: "UnsupportedInit",
      message: expect.stringContaining("git") as string,
    });
  });

  it("appends both outputs to output.log, bytes untouched", async () => {
    const { ref, place } = newAttempt();
    await executor.start(ref, script(ref, "printf 'a\\0\\377b'; printf 'c' >&2; cat"), place);
    expect(await endOf(executor, ref, place)).toMatchObject({ exitCode: 0 });
    expect(textOf(join(place.scratch, "output.log"))).toBe("a\0\ufffdbc");
  });

  it("names the signal that ended the command", async () => {
    const { ref, place } = newAttempt();
    await executor.start(ref, script(ref, "kill -9 $$"), place);
    expect(await endOf(executor, ref, place)).toMatchObject({ kind: "exited", exitCode: 137, signal: "SIGKILL" });
  });

  it("I10: ends the attempt as SupervisorLost after its processes are gone, when the supervisor is killed", async () => {
    for (const adopted of [false, true]) {
      const { ref, place } = newAttempt();
      await executor.start(ref, script(ref, `echo kept; echo $$ >"${place.artifacts}/pid"; exec sleep 300`), place);
      const pid = await pidIn(join(place.artifacts, "pid"));
      if (adopted) {
        await executor.close();
        executor = make();
      }
      const end = endOf(executor, ref, place);
      process.kill(supervisorPid(place.scratch), "SIGKILL");
      expect(await end).toMatchObject({ kind: "failed", reason: "SupervisorLost", retryable: true });
      expect(isRunning(pid)).toBe(false);
      expect(textOf(join(place.scratch, "output.log"))).toBe("kept\n");
    }
  });

  it.skipIf(process.platform !== "linux")("finds what is left although its supervisor died unwatched", async () => {
    const { ref, place } = newAttempt();
    await executor.start(ref, script(ref, `echo $$ >"${place.artifacts}/pid"; exec sleep 300`), place);
    const pid = await pidIn(join(place.artifacts, "pid"));
    await executor.close();
    process.kill(supervisorPid(place.scratch), "SIGKILL");
    executor = make();
    expect(await endOf(executor, ref, place)).toMatchObject({ reason: "SupervisorLost" });
    expect(isRunning(pid)).toBe(false);
  });

  it("tells a full disk, which took the exit code, from a supervisor that was killed", async () => {
    const { ref, place } = newAttempt();
    await executor.start(ref, script(ref, "sleep 300"), place);
    await eventually("the supervisor", () => textOf(join(place.scratch, "supervisor"))?.endsWith("\n"));
    const end = endOf(executor, ref, place);
    writeFileSync(join(place.scratch, "exit"), "");
    process.kill(supervisorPid(place.scratch), "SIGKILL");
    const outcome = await end;
    expect(outcome).toMatchObject({ kind: "failed", reason: "ExitCodeLost", retryable: true });
    expect(outcome).toHaveProperty("message", expect.stringContaining("disk"));
  });

  it("knows that a machine that was restarted runs nothing of it", async () => {
    const { ref, place } = newAttempt();
    writeFileSync(
      join(place.scratch, "supervisor"),
      `another-boot\n${process.pid} (node) S 1 1 1 ${"0 ".repeat(20)}\n`,
    );
    expect(await endOf(executor, ref, place)).toMatchObject({
      kind: "failed",
      reason: "HostRestarted",
      retryable: true,
    });
    expect(isRunning(process.pid)).toBe(true);
  });

  it("never takes a later process with the supervisor's pid for the attempt", async () => {
    const { ref, place } = newAttempt();
    const other = newAttempt();
    await executor.start(
      other.ref,
      script(other.ref, `echo $$ >"${other.place.artifacts}/pid"; exec sleep 300`),
      other.place,
    );
    const pid = await pidIn(join(other.place.artifacts, "pid"));
    const identity = (textOf(join(other.place.scratch, "supervisor")) ?? "").split(" ");
    identity[21] = String(Number(identity[21]) - 1);
    writeFileSync(join(place.scratch, "supervisor"), identity.join(" "));
    expect(await endOf(executor, ref, place)).toMatchObject({ reason: "SupervisorLost" });
    expect(isRunning(pid)).toBe(true);
    await executor.stop(other.ref, other.place, 1);
  });

  it.skipIf(process.platform !== "linux")(
    "reaches a daemon in a session of its own, on stop and at the end",
    async () => {
      for (const how of ["stop", "end"] as const) {
        const { ref, place } = newAttempt();
        const daemon = `setsid sh -c 'echo $$ >"${place.artifacts}/daemon"; trap "" TERM; while :; do sleep 0.05; done' &`;
        const rest = how === "stop" ? "sleep 300" : `until [ -s "${place.artifacts}/daemon" ]; do sleep 0.02; done`;
        await executor.start(ref, script(ref, `(${daemon}) ; ${rest}`), place);
        const daemonPid = await pidIn(join(place.artifacts, "daemon"));
        const end = endOf(executor, ref, place);
        if (how === "stop") await executor.stop(ref, place, 0.2);
        expect(await end).toMatchObject(how === "stop" ? { kind: "stopped" } : { kind: "exited", exitCode: 0 });
        expect(isRunning(daemonPid)).toBe(false);
      }
    },
  );

  it("wakes a suspended tree in order to stop it", async () => {
    const { ref, place } = newAttempt();
    await executor.start(ref, script(ref, `echo $$ >"${place.artifacts}/pid"; exec sleep 300`), place);
    process.kill(await pidIn(join(place.artifacts, "pid")), "SIGSTOP");
    process.kill(supervisorPid(place.scratch), "SIGSTOP");
    const end = endOf(executor, ref, place);
    await executor.stop(ref, place, 10);
    expect(await end).toMatchObject({ kind: "stopped" });
  });

  it("remembers over a restart that the stop was asked for", async () => {
    const { ref, place } = newAttempt();
    await executor.start(
      ref,
      script(ref, `trap 'exit 0' TERM; echo $$ >"${place.artifacts}/pid"; while :; do sleep 0.02; done`),
      place,
    );
    await pidIn(join(place.artifacts, "pid"));
    await executor.stop(ref, place, 5);
    await executor.close();
    executor = make();
    expect(await endOf(executor, ref, place)).toEqual({ kind: "stopped" });
  });

  it("sums CPU and memory over the tree", async () => {
    const { ref, place } = newAttempt();
    const spin = `sh -c 'i=0; while [ $i -lt 30000000 ]; do i=$((i+1)); done' & echo $$ >"${place.artifacts}/pid"; wait`;
    await executor.start(ref, script(ref, spin), place);
    const usage = await eventually("a busy tree", async () => {
      const seen = await executor.usage(ref, place);
      // Beside whatever else the machine does it may get little.
      return seen !== null && seen.cpuPercent > 0 ? seen : null;
    });
    expect(usage.cpuPercent).toBeLessThanOrEqual(cpus().length * 100);
    expect(usage.memoryBytes).toBeGreaterThan(500_000);
    await executor.stop(ref, place, 1);
    expect(await executor.usage(ref, place)).toBeNull();
  });
});

function supervisorPid(scratch: string): number {
  return Number.parseInt((textOf(join(scratch, "supervisor")) ?? "").split("\n")[1] ?? "", 10);
}

import { mkdtempSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import type { AttemptPlace, AttemptRef, Executor } from "@polyaxon/agent";
import type { ExecutionPlan, PlanContainer } from "@polyaxon/compiler";
import type { AttemptOutcome, Clock, Logger } from "@polyaxon/orchestrator";
import { onTestFinished } from "vitest";

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** An attempt with folders of its own, removed when the test is finished. */
export function newAttempt(): { readonly ref: AttemptRef; readonly place: AttemptPlace } {
  const root = mkdtempSync(join(tmpdir(), "plx-executor-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
  const place = { scratch: join(root, "scratch"), artifacts: join(root, "artifacts"), workingDir: join(root, "work") };
  for (const folder of Object.values(place)) mkdirSync(folder);
  return { ref: { run: randomUUID().replaceAll("-", ""), attempt: 1 }, place };
}

export function planFor(ref: AttemptRef, main: Partial<PlanContainer>): ExecutionPlan {
  return {
    kind: "job",
    resourceName: `plx-operation-${ref.run}`,
    run: {
      uuid: ref.run,
      name: "test",
      owner: "default",
      project: "tests",
      instance: `default.tests.runs.${ref.run}`,
      attempt: ref.attempt,
    },
    labels: {},
    annotations: {},
    init: [],
    main: [
      {
        name: "polyaxon-main",
        image: null,
        command: [],
        args: [],
        env: [{ name: "PATH", value: process.env["PATH"] ?? "" }],
        workingDir: null,
        resources: { cpu: null, memoryBytes: null, gpu: null },
        mounts: [],
        ...main,
      },
    ],
    sidecars: [],
    ports: [],
    termination: { graceSeconds: 5, timeoutSeconds: null },
    collect: { logs: true, artifacts: true, resources: true },
  };
}

/** `sh -c script` as a plan. */
export const script = (ref: AttemptRef, text: string): ExecutionPlan =>
  planFor(ref, { command: ["sh", "-c"], args: [text] });

export async function endOf(executor: Executor, ref: AttemptRef, place: AttemptPlace): Promise<AttemptOutcome> {
  return new Promise((resolve, reject) => {
    executor.watch(ref, place, resolve).then((state) => {
      if (state === "not-started") reject(new Error("The attempt was not started."));
    }, reject);
  });
}

/** Looks every 10 ms until `read` answers something other than null, undefined or false. */
export async function eventually<T>(
  what: string,
  read: () => T | Promise<T>,
  withinMs = 60_000,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await read();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`Waited ${withinMs} ms in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** The pid a script wrote with `echo $$ > file`, once the line is whole. */
export const pidIn = (path: string): Promise<number> =>
  eventually(`a pid in ${path}`, () => {
    const text = textOf(path);
    return text?.endsWith("\n") === true ? Number(text) : null;
  });

export function isRunning(pid: number): boolean {
  const stat = textOf(`/proc/${pid}/stat`);
  if (stat !== null) return !/\) [ZX] /.test(stat);
  try {
    process.kill(pid, 0);
    return process.platform !== "linux";
  } catch {
    return false;
  }
}

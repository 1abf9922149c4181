/**
 * Real processes per second, start to noticed end, beside two floors in the same run: a bare spawn and a spawn through `sh`.
 * Run: `npx tsx bench/process-spawn.ts [count] [--json]`
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecutionPlan } from "@polyaxon/compiler";
import { processExecutor } from "@polyaxon/executors";

const COUNT = Number(process.argv.find((argument) => /^\d+$/.test(argument)) ?? 400);
/** Processes in flight. */
const CONCURRENCY = 16;

const root = mkdtempSync(join(tmpdir(), "plx-bench-"));
const executor = processExecutor({
  clock: { now: () => Date.now(), monotonic: () => performance.now() },
  logger: { debug() {}, info() {}, warn: console.warn, error: console.error },
});

const bare = (command: string, args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "ignore", detached: true });
    child.on("error", reject);
    child.on("exit", () => resolve());
  });

async function attempt(): Promise<void> {
  const run = randomUUID().replaceAll("-", "");
  const scratch = join(root, run);
  mkdirSync(scratch);
  const place = { scratch, artifacts: scratch, workingDir: root };
  await executor.start({ run, attempt: 1 }, planFor(run), place);
  await new Promise<void>((resolve, reject) => {
    executor.watch({ run, attempt: 1 }, place, () => resolve()).catch(reject);
  });
}

async function rate(one: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  let left = COUNT;
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      while (left-- > 0) await one();
    }),
  );
  return (COUNT * 1000) / (performance.now() - begin);
}

function planFor(run: string): ExecutionPlan {
  return {
    kind: "job",
    resourceName: `plx-operation-${run}`,
    run: {
      uuid: run,
      name: null,
      owner: "default",
      project: "bench",
      instance: `default.bench.runs.${run}`,
      attempt: 1,
    },
    labels: {},
    annotations: {},
    init: [],
    main: [
      {
        name: "polyaxon-main",
        image: null,
        command: ["/bin/true"],
        args: [],
        env: [],
        workingDir: null,
        resources: { cpu: null, memoryBytes: null, gpu: null },
        mounts: [],
      },
    ],
    sidecars: [],
    ports: [],
    termination: { graceSeconds: 1, timeoutSeconds: null },
    collect: { logs: false, artifacts: false, resources: false },
  };
}

// Children do not hold a process open; here there is nothing else that does.
const hold = setInterval(() => {}, 1_000);
const bareRate = await rate(() => bare("/bin/true", []));
const shellRate = await rate(() => bare("/bin/sh", ["-c", "/bin/true; :"]));
const executorRate = await rate(attempt);
clearInterval(hold);
await executor.close();
rmSync(root, { recursive: true, force: true });

if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ count: COUNT, perSecond: { bare: bareRate, sh: shellRate, executor: executorRate } }));
} else {
  console.log(`${COUNT} processes, ${CONCURRENCY} at once`);
  for (const [name, perSecond] of [
    ["bare spawn", bareRate],
    ["sh -c", shellRate],
    ["process executor", executorRate],
  ] as const) {
    console.log(
      `  ${name.padEnd(18)}${perSecond.toFixed(0).padStart(6)}/s  ${(perSecond / bareRate).toFixed(2)} of bare`,
    );
  }
}

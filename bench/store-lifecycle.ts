import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NewRun, RunId, Save, Store } from "@polyaxon/orchestrator";
import { openSqliteStore } from "@polyaxon/store";

/**
 * Full lives of no-op runs through the store alone: created, leased, saved as compiled and queued, claimed, reported
 * starting, running and finished, each step acknowledged durable. Callers work in batches, as the server does under load.
 *
 *     npx tsx bench/store-lifecycle.ts [runs = 10000] [batch = 100] [callers = 4]
 */
const [runs = 10_000, batch = 100, callers = 4] = process.argv.slice(2).map(Number);

const CONTENT = JSON.stringify({
  version: 1.1,
  kind: "compiled_operation",
  run: { kind: "job", container: { command: ["true"] } },
});

const runId = (index: number): RunId => index.toString(16).padStart(32, "0") as RunId;

const newRun = (index: number): NewRun => ({
  uuid: runId(index),
  project: "bench",
  name: `run-${index}`,
  description: null,
  tags: [],
  user: null,
  kind: "job",
  runtime: "job",
  managedBy: "agent",
  pending: null,
  rawContent: CONTENT,
  inputs: { lr: index / 1000, optimizer: "adam" },
  metaInfo: {},
  original: null,
  pipeline: null,
  controller: null,
  createdAt: Date.now(),
});

const times = new Map<string, number>();
async function timed<T>(step: string, work: Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work;
  times.set(step, (times.get(step) ?? 0) + performance.now() - start);
  return result;
}

async function submit(store: Store, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += batch) {
    const group = Array.from({ length: Math.min(batch, to - at) }, (_, index) => newRun(at + index));
    await timed("create", store.createRuns(group));
  }
}

async function decide(store: Store, token: string, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const items = await timed(
      "lease",
      store.leaseDue({ now: Date.now(), limit: batch, perPipeline: batch, leaseMs: 60_000, token }),
    );
    const saves = items.map((item): Save => ({
      run: item.run.uuid,
      expectedVersion: item.run.version,
      leaseToken: item.leaseToken,
      seq: item.seq,
      changes: [
        { kind: "set", fields: { content: CONTENT } },
        { kind: "status", condition: { type: "compiled", reason: "SchedulerPrepare" } },
        { kind: "status", condition: { type: "queued", reason: "SchedulerStart" } },
      ],
      wakeAt: null,
      now: Date.now(),
    }));
    if (saves.length > 0) await timed("save", store.saveAll(saves));
    else await new Promise((resolve) => setImmediate(resolve));
  }
}

async function execute(
  store: Store,
  agent: string,
  done: (count: number) => void,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    const claims = await timed("claim", store.claim({ agent, limit: batch, queues: [], now: Date.now() }));
    if (claims.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      continue;
    }
    const each = claims.map(({ run, attempt }) => ({ run: run.uuid, attempt }));
    for (const type of ["starting", "running"] as const) {
      await timed(
        type,
        store.report(
          agent,
          each.map((of) => ({ kind: "status", ...of, condition: { type } })),
          Date.now(),
        ),
      );
    }
    await timed(
      "finished",
      store.report(
        agent,
        each.map((of) => ({ kind: "finished", ...of, outcome: { kind: "exited", exitCode: 0 } })),
        Date.now(),
      ),
    );
    done(claims.length);
  }
}

const folder = mkdtempSync(join(tmpdir(), "polyaxon-bench-"));
const store = await openSqliteStore({ folder });
await store.createProject({
  uuid: "b".repeat(32),
  name: "bench",
  description: null,
  tags: [],
  readme: null,
  user: null,
  createdAt: 0,
});

let finished = 0;
const isOver = (): boolean => finished >= runs;
const start = performance.now();
const cpuBefore = process.cpuUsage();
const share = Math.ceil(runs / callers);
await Promise.all([
  ...Array.from({ length: callers }, (_, index) => submit(store, index * share, Math.min(runs, (index + 1) * share))),
  decide(store, "decider", isOver),
  ...Array.from({ length: callers }, (_, index) =>
    execute(store, `agent-${index}`, (count) => (finished += count), isOver),
  ),
]);
const seconds = (performance.now() - start) / 1000;
const cpu = process.cpuUsage(cpuBefore);
const cpuSeconds = (cpu.user + cpu.system) / 1_000_000;

const succeeded = await store.listRuns("bench", {
  query: {
    kind: "condition",
    field: "status",
    key: null,
    negated: false,
    operation: { kind: "values", values: ["succeeded"] },
    position: 0,
  },
  limit: 1,
  offset: 0,
  withCount: true,
});
console.log(
  `${runs} runs in ${seconds.toFixed(2)} s: ${Math.round(runs / seconds)} runs/s (${succeeded.count} succeeded)`,
);
console.log(
  `  ${cpuSeconds.toFixed(2)} s of processor time: ${Math.round(runs / cpuSeconds)} runs per processor second, all threads`,
);
for (const [step, ms] of times) console.log(`  ${step.padEnd(9)} ${(ms / runs).toFixed(3)} ms waited per run`);
await store.close();
rmSync(folder, { recursive: true, force: true });

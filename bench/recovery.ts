import { join } from "node:path";
import { type Measurement, median } from "./measurement.ts";
import { withPostgres } from "./postgres.ts";
import { type BenchServer, get, startServer, temporary } from "./server-process.ts";
import { createProject, submitSweep } from "./sweep.ts";

const TRIALS = 5_000;
/** Trials that have ended when the server is killed. */
const KILLED_AT = 300;
const ROUNDS = 3;
const BUDGET_MS = 5_000;
const PATIENCE_MS = 60_000;

async function ended({ url }: Pick<BenchServer, "url">, sweep: string): Promise<number> {
  const { body } = await get(`${url}/api/v1/default/bench/runs?query=pipeline:${sweep},status:succeeded&limit=1`);
  return (JSON.parse(body) as { count: number }).count;
}

async function untilMoreThan(server: BenchServer, sweep: string, count: number): Promise<number> {
  for (const began = performance.now(); ; await new Promise((done) => setTimeout(done, 10))) {
    const now = await ended(server, sweep);
    if (now > count) return now;
    if (performance.now() - began > PATIENCE_MS) throw new Error(`still ${now} trials after ${PATIENCE_MS / 1_000} s`);
  }
}

/** Milliseconds from the kill of a server in the middle of a sweep to the next trial that ends, its start included. */
async function recoveryMs(moreArgs: readonly string[]): Promise<{ total: number; start: number }> {
  const args = ["--executor", "null", "--slots", "50", ...moreArgs];
  const first = await startServer(args);
  await createProject(first);
  const sweep = await submitSweep(first, TRIALS);
  const before = await untilMoreThan(first, sweep, KILLED_AT);
  await first.kill();
  const killed = performance.now();
  const again = await startServer(args, first.dataDir);
  try {
    const found = await ended(again, sweep);
    await untilMoreThan(again, sweep, Math.max(before, found));
    return { total: performance.now() - killed, start: again.startedInMs };
  } finally {
    await again.close();
  }
}

async function measure(where: string, argsOf: () => Promise<readonly string[]>): Promise<Measurement> {
  const rounds: { total: number; start: number }[] = [];
  for (let at = 0; at < ROUNDS; at += 1) rounds.push(await recoveryMs(await argsOf()));
  const worst = Math.max(...rounds.map(({ total }) => total));
  return {
    name: `kill -9 in mid-sweep to the next trial that ends, ${where}`,
    value: median(rounds.map(({ total }) => total)),
    unit: "ms",
    budget: { kind: "atMost", value: BUDGET_MS },
    beside: [
      { name: "start of the server", value: median(rounds.map(({ start }) => start)), unit: "ms" },
      { name: "worst", value: worst, unit: "ms" },
    ],
    note: `${ROUNDS} rounds; the server is started again at once`,
  };
}

export async function recovery(): Promise<Measurement[]> {
  const onSqlite = await measure("SQLite", async () => []);
  const onPostgres = await withPostgres((cluster) =>
    measure("Postgres", async () => {
      const name = await cluster.createDatabase();
      return ["--database-url", cluster.url(name), "--artifacts-dir", join(temporary(), name)];
    }),
  );
  return onPostgres === null ? [onSqlite] : [onSqlite, onPostgres];
}

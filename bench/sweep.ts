import { join } from "node:path";
import { type Measurement, median } from "./measurement.ts";
import { withPostgres } from "./postgres.ts";
import { type BenchServer, get, post, startServer, temporary } from "./server-process.ts";

const SIZES = [100, 1_000, 10_000, 100_000];
const POSTGRES_SIZES = [100, 1_000, 10_000];
/** A sweep below this size is over so soon that one alone says little. */
const REPEATED_BELOW = 1_000;
const WARM_UP = 300;
/** Longest wait for a sweep, in milliseconds for each trial, and for every sweep. */
const PATIENCE_MS = { each: 10, all: 60_000 };

const RUNS = "api/v1/default/bench/runs";

/** Submits a sweep of trials that do nothing. Its uuid. */
export async function submitSweep({ url }: Pick<BenchServer, "url">, trials: number): Promise<string> {
  const content = JSON.stringify({
    version: 1.1,
    kind: "operation",
    matrix: { kind: "grid", concurrency: 200, params: { x: { kind: "range", value: `0:${trials}:1` } } },
    component: {
      inputs: [{ name: "x", type: "int" }],
      run: { kind: "job", container: { image: "busybox", command: ["true"] } },
    },
  });
  const { body, status } = await post(`${url}/${RUNS}`, { content, managed_by: "agent" });
  if (status !== 201) throw new Error(`create answered ${status}: ${body}`);
  return (JSON.parse(body) as { uuid: string }).uuid;
}

export const createProject = async ({ url }: Pick<BenchServer, "url">): Promise<void> =>
  void (await post(`${url}/api/v1/default/projects/create`, { name: "bench" }));

/** Milliseconds from the submission of a sweep to its end, for each trial. */
async function msPerTrial(server: BenchServer, trials: number): Promise<number> {
  const began = performance.now();
  const uuid = await submitSweep(server, trials);
  for (;;) {
    const { status } = JSON.parse((await get(`${server.url}/${RUNS}/${uuid}`)).body) as { status: string };
    const ms = performance.now() - began;
    if (status === "succeeded") return ms / trials;
    if (["failed", "stopped", "unschedulable"].includes(status)) throw new Error(`the sweep of ${trials} is ${status}`);
    if (ms > PATIENCE_MS.all + PATIENCE_MS.each * trials) throw new Error(`the sweep of ${trials} is still ${status}`);
    await new Promise((done) => setTimeout(done, Math.min(250, 5 + trials / 100)));
  }
}

interface SweepCost {
  readonly trials: number;
  readonly msPerTrial: number;
  /** The most that the server has ever had resident. */
  readonly peakBytes: number;
}

/** A server of its own for each size, so that its peak of memory is that size's. */
async function measureSweep(trials: number, args: readonly string[]): Promise<SweepCost> {
  const server = await startServer(["--executor", "null", "--slots", "200", ...args]);
  try {
    await createProject(server);
    await msPerTrial(server, WARM_UP);
    const each: number[] = [];
    for (let at = 0; at < (trials < REPEATED_BELOW ? 5 : 1); at += 1) each.push(await msPerTrial(server, trials));
    return { trials, msPerTrial: median(each), peakBytes: server.peakRssBytes() };
  } finally {
    await server.close();
  }
}

function measurements(costs: readonly SweepCost[], where: string): Measurement[] {
  const [smallest] = costs;
  const flat = costs.map(({ msPerTrial: value, trials }): Measurement => {
    const name = `sweep of ${trials.toLocaleString("en-US")} no-op trials, for each trial${where}`;
    if (smallest === undefined || trials === smallest.trials) return { name, value, unit: "ms", beside: [] };
    const floor = smallest.msPerTrial;
    const beside = [{ name: `sweep of ${smallest.trials}`, value: floor, unit: "ms" }];
    return { name, value, unit: "ms", budget: { kind: "atMost", value: floor * 1.3 }, beside };
  });
  const [, small] = costs;
  const large = costs.at(-1);
  if (small === undefined || large === undefined || small === large) return flat;
  const peak: Measurement = {
    name: `server memory at its peak (RSS), sweep of ${large.trials.toLocaleString("en-US")}${where}`,
    value: large.peakBytes / 1e6,
    unit: "MB",
    budget: { kind: "atMost", value: (small.peakBytes / 1e6) * 1.5 },
    beside: [{ name: `sweep of ${small.trials.toLocaleString("en-US")}`, value: small.peakBytes / 1e6, unit: "MB" }],
  };
  return [...flat, peak];
}

const upTo = (sizes: readonly number[], most: number): readonly number[] => sizes.filter((size) => size <= most);

/** What a trial costs must not grow with the sweep, in time or in memory. */
export async function sweeps({ most }: { readonly most: number }): Promise<Measurement[]> {
  const costs: SweepCost[] = [];
  for (const trials of upTo(SIZES, most)) costs.push(await measureSweep(trials, []));
  return measurements(costs, "");
}

export async function sweepsOnPostgres({ most }: { readonly most: number }): Promise<Measurement[]> {
  const measured = await withPostgres(async (cluster) => {
    const costs: SweepCost[] = [];
    const artifacts = temporary();
    for (const trials of upTo(POSTGRES_SIZES, most)) {
      const name = await cluster.createDatabase();
      const args = ["--database-url", cluster.url(name), "--artifacts-dir", join(artifacts, name)];
      costs.push(await measureSweep(trials, args));
    }
    return measurements(costs, ", Postgres");
  });
  return measured ?? [];
}

import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Measurement } from "./measurement.ts";
import { withPostgres } from "./postgres.ts";
import { type BenchServer, get, post, startServer, temporary } from "./server-process.ts";

const CLIENTS = 32;

/** Submits `count` runs over HTTP and waits until the server says that all have succeeded. Runs per second. */
async function lifeRate(
  server: BenchServer,
  count: number,
  command: readonly string[],
  /** Servers of the same database, which the clients use by turns. */
  others: readonly BenchServer[] = [],
): Promise<number> {
  const base = `${server.url}/api/v1/default`;
  const bases = [server, ...others].map(({ url }) => `${url}/api/v1/default`);
  await post(`${base}/projects/create`, { name: "bench" });
  const content = JSON.stringify({
    version: 1.1,
    kind: "operation",
    params: { lr: { value: 0.1 } },
    component: {
      inputs: [{ name: "lr", type: "float" }],
      run: { kind: "job", container: { image: "busybox", command } },
    },
  });
  const succeeded = async (): Promise<number> =>
    (JSON.parse((await get(`${base}/bench/runs?query=status:succeeded&limit=1`)).body) as { count: number }).count;

  const before = await succeeded();
  const began = performance.now();
  let submitted = 0;
  const client = async (): Promise<void> => {
    while (submitted < count) {
      submitted += 1;
      const { status, body } = await post(`${bases[submitted % bases.length]}/bench/runs`, {
        content,
        managed_by: "agent",
      });
      if (status !== 201) throw new Error(`create answered ${status}: ${body}`);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  while ((await succeeded()) < before + count) {
    if (performance.now() - began > 180_000) throw new Error(`only ${await succeeded()} of ${count} ended in 180 s`);
    await new Promise((done) => setTimeout(done, 10));
  }
  return count / ((performance.now() - began) / 1_000);
}

async function expectAllConditions(server: BenchServer): Promise<void> {
  const runs = JSON.parse((await get(`${server.url}/api/v1/default/bench/runs?limit=5`)).body) as {
    results: { uuid: string }[];
  };
  for (const { uuid } of runs.results) {
    const answer = await get(`${server.url}/api/v1/default/bench/runs/${uuid}/statuses`);
    const types = (JSON.parse(answer.body) as { status_conditions: { type: string }[] }).status_conditions.map(
      (c) => c.type,
    );
    const expected = ["created", "compiled", "queued", "scheduled", "starting", "running", "succeeded"];
    if (types.join() !== expected.join()) throw new Error(`conditions of ${uuid}: ${types.join()}`);
  }
}

/** Submit, decide, claim and report over the real agent port; only the process itself is missing. */
export async function noOpRuns(): Promise<Measurement[]> {
  const server = await startServer(["--executor", "null", "--slots", "200"]);
  await lifeRate(server, 500, ["true"]);
  const rate = await lifeRate(server, 5_000, ["true"]);
  await expectAllConditions(server);
  await server.close();
  return [
    {
      name: "no-op runs, whole life over HTTP",
      value: rate,
      unit: "runs/s",
      budget: { kind: "atLeast", value: 1_000 },
      beside: [],
      note: "5,000 runs, 32 clients on the same cores, 7 conditions stored each",
    },
  ];
}

/** The same on Postgres, with one server and with two, all on the cores of the database. */
export async function noOpRunsOnPostgres(): Promise<Measurement[]> {
  const measured = await withPostgres(async (cluster) => {
    const args = ["--executor", "null", "--slots", "200", "--artifacts-dir"];
    const artifacts = temporary();
    const rateOf = async (count: number): Promise<number> => {
      const servers: BenchServer[] = [];
      try {
        const name = await cluster.createDatabase();
        const more = [...args, join(artifacts, name), "--database-url", cluster.url(name)];
        for (let at = 0; at < count; at += 1) servers.push(await startServer(more));
        const [first, ...others] = servers;
        if (first === undefined) throw new Error("no server was started");
        // Each server has its own code to warm up.
        await lifeRate(first, 300 * count, ["true"], others);
        const rate = await lifeRate(first, 3_000, ["true"], others);
        await expectAllConditions(first);
        return rate;
      } finally {
        for (const server of servers) await server.close();
      }
    };
    const one = await rateOf(1);
    const two = await rateOf(2);
    const note = "3,000 runs, 32 clients, servers and database on the same cores, fsync on";
    const budget = { kind: "atLeast", value: 600 } as const;
    return [
      { name: "no-op runs on Postgres, one server", value: one, unit: "runs/s", budget, beside: [], note },
      {
        name: "no-op runs on Postgres, two servers",
        value: two,
        unit: "runs/s",
        beside: [{ name: "one server", value: one, unit: "runs/s" }],
        note,
      },
    ];
  });
  return measured ?? [];
}

async function spawnRate(command: string, args: readonly string[], count: number): Promise<number> {
  const began = performance.now();
  let started = 0;
  const lane = async (): Promise<void> => {
    while (started < count) {
      started += 1;
      await new Promise((done, reject) =>
        spawn(command, args, { stdio: "ignore" }).on("close", done).on("error", reject),
      );
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  return count / ((performance.now() - began) / 1_000);
}

/** The same with a real process for each run, beside the floor of spawning alone. */
export async function realProcessRuns(): Promise<Measurement[]> {
  const bare = await spawnRate("true", [], 1_000);
  const shell = await spawnRate("sh", ["-c", "true"], 1_000);
  const server = await startServer(["--slots", "32"]);
  await lifeRate(server, 30, ["true"]);
  const rate = await lifeRate(server, 600, ["true"]);
  await server.close();
  return [
    {
      name: "real-process runs, whole life over HTTP",
      value: rate,
      unit: "runs/s",
      budget: { kind: "atLeast", value: 100 },
      beside: [
        { name: "bare spawn of `true`", value: bare, unit: "runs/s" },
        { name: "spawn of `sh -c true`", value: shell, unit: "runs/s" },
      ],
      note: "600 runs, logs and outputs shipped",
    },
  ];
}

import { closeSync, fdatasyncSync, mkdirSync, openSync, readdirSync, writeSync } from "node:fs";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { decodeAnswer, encodePointBlock } from "@polyaxon/tracking";
import { type Measurement, median } from "./measurement.ts";
import { withPostgres } from "./postgres.ts";
import { type BenchServer, post, startServer, temporary } from "./server-process.ts";

const CLIENTS = 8;
const NAMES = Array.from({ length: 20 }, (_, at) => `metric-${at}`);

/** `points` of each name, from step `from`; noisy, so that nothing but the steps becomes shorter. */
function block(names: readonly string[], points: number, from: number): Uint8Array {
  const steps = Float64Array.from({ length: points }, (_, at) => from + at);
  const times = steps.map((step) => 1.7e15 + step * 1_000 + ((step * 7919) % 613));
  return encodePointBlock(
    names.map((name, at) => ({
      name,
      steps,
      times,
      values: steps.map((step) => Math.sin(step / (100 + at)) + (step % 17)),
    })),
  );
}

async function newRun({ url }: BenchServer): Promise<string> {
  const { body } = await post(`${url}/api/v1/default/bench/runs`, { is_managed: false, managed_by: "user" });
  return (JSON.parse(body) as { uuid: string }).uuid;
}

const addressOf = ({ url }: BenchServer, run: string): string => `${url}/streams/v1/p/default/bench/runs/${run}/series`;

/** Connections that idle for long are closed by the server, at times in the moment in which they are used again. */
const agent = new Agent({ keepAlive: true, maxSockets: 64, timeout: 2_000 });

async function postBytes(url: string, body: Uint8Array, type = "application/octet-stream"): Promise<Buffer> {
  return await new Promise((done, reject) => {
    const headers = { "content-type": type, "content-length": body.byteLength };
    const outgoing = request(url, { method: "POST", agent, headers }, (incoming) => {
      const pieces: Buffer[] = [];
      incoming.on("data", (piece: Buffer) => pieces.push(piece));
      incoming.on("end", () => {
        const answer = Buffer.concat(pieces);
        if (incoming.statusCode === 200) done(answer);
        else reject(new Error(`${url} answered ${incoming.statusCode}: ${answer.toString("utf8", 0, 300)}`));
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Requests per second, by `CLIENTS` at once, each to a run of its own. */
async function requestRate(server: BenchServer, count: number, body: (at: number) => Uint8Array): Promise<number> {
  const runs = await Promise.all(Array.from({ length: CLIENTS }, () => newRun(server)));
  const bodies = Array.from({ length: Math.min(count, 64) }, (_, at) => body(at));
  let sent = 0;
  const began = performance.now();
  const client = async (run: string): Promise<void> => {
    while (sent < count)
      await postBytes(`${addressOf(server, run)}/packed`, bodies[sent++ % bodies.length] as Uint8Array);
  };
  await Promise.all(runs.map(client));
  return count / ((performance.now() - began) / 1_000);
}

/** Writes of 4 KiB that are on disk, one after the other: what a commit costs at the least. */
function syncRate(folder: string): number {
  const file = openSync(join(folder, "probe"), "w");
  const page = Buffer.alloc(4_096, 1);
  const count = 300;
  const began = performance.now();
  for (let at = 0; at < count; at += 1) {
    writeSync(file, page);
    fdatasyncSync(file);
  }
  closeSync(file);
  return count / ((performance.now() - began) / 1_000);
}

const POINTS = 500;

async function ingest(server: BenchServer, where: string): Promise<Measurement[]> {
  await post(`${server.url}/api/v1/default/projects/create`, { name: "bench" });
  const ofRequest = POINTS * NAMES.length;
  const large = (at: number): Uint8Array => block(NAMES, POINTS, at * POINTS);
  await requestRate(server, 20, large);
  const points = (await requestRate(server, 300, large)) * ofRequest;
  const probe = syncRate(server.dataDir);
  const small = await requestRate(server, 2_000, (at) => block(NAMES, 1, at));
  const note = `${CLIENTS} clients on the same cores, acknowledged durable`;
  return [
    {
      name: `add points over HTTP, ${where}`,
      value: points,
      unit: "points/s",
      budget: { kind: "atLeast", value: 200_000 },
      beside: [{ name: "points for each fdatasync of a probe beside it", value: points / probe, unit: "points" }],
      note: `requests of ${ofRequest} points, 20 series; ${note}`,
    },
    {
      name: `add one point of 20 series over HTTP, ${where}`,
      value: small,
      unit: "/s",
      beside: [{ name: "fdatasync of 4 KiB, one after the other", value: probe, unit: "/s" }],
      note,
    },
  ];
}

/** How long an answer takes, in milliseconds, until its last byte; and the answer. */
async function charts(server: BenchServer, body: object, times = 7): Promise<{ ms: number; answer: Buffer }> {
  const asked = Buffer.from(JSON.stringify(body));
  const took: number[] = [];
  let answer: Buffer = Buffer.alloc(0);
  for (let at = -1; at < times; at += 1) {
    const began = performance.now();
    answer = await postBytes(addressOf(server, "multi"), asked, "application/json");
    if (at >= 0) took.push(performance.now() - began);
  }
  return { ms: median(took), answer };
}

/** Milliseconds that a server which does nothing else needs for the same answer, in a thread of its own. */
async function bareAnswer(answer: Buffer): Promise<number> {
  const code = `const { parentPort, workerData } = require("node:worker_threads");
    const server = require("node:http").createServer((request, response) => response.end(workerData));
    server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`;
  const thread = new Worker(code, { eval: true, workerData: answer });
  const [port] = (await once(thread, "message")) as [number];
  const took: number[] = [];
  for (let at = 0; at < 7; at += 1) {
    const began = performance.now();
    await postBytes(`http://127.0.0.1:${port}/`, new Uint8Array());
    took.push(performance.now() - began);
  }
  await thread.terminate();
  return median(took);
}

async function sealed(artifacts: string, runs: readonly string[]): Promise<void> {
  const folder = join(artifacts, ".series");
  mkdirSync(folder, { recursive: true });
  const end = performance.now() + 120_000;
  while (!runs.every((run) => readdirSync(folder).includes(run))) {
    if (performance.now() > end) throw new Error("the series were not sealed within two minutes");
    await new Promise((resume) => setTimeout(resume, 200));
  }
}

async function drawing(server: BenchServer, where: string, artifacts: string): Promise<Measurement[]> {
  const runs = await Promise.all(Array.from({ length: 100 }, () => newRun(server)));
  for (const run of runs) await postBytes(`${addressOf(server, run)}/packed`, block(NAMES, 10_000, 0));
  await sealed(artifacts, runs);
  const many = await charts(server, { runs, names: NAMES, buckets: 300 });
  const floor = await bareAnswer(many.answer);
  const lines = decodeAnswer(many.answer).length;
  if (lines !== 2_000) throw new Error(`expected 2,000 lines, found ${lines}`);

  const long = await newRun(server);
  for (let at = 0; at < 25; at += 1)
    await postBytes(`${addressOf(server, long)}/packed`, block(["long"], 400_000, at * 400_000));
  await sealed(artifacts, [long]);
  const whole = await charts(server, { runs: [long], names: ["long"], buckets: 1_000 });
  const zoomed = await charts(server, {
    runs: [long],
    names: ["long"],
    buckets: 1_000,
    from: 5_000_000,
    to: 5_100_000,
  });
  return [
    {
      name: `chart data of 100 runs x 20 metrics x 10,000 points, ${where}`,
      value: many.ms,
      unit: "ms",
      budget: { kind: "atMost", value: 500 },
      beside: [{ name: "the same bytes from a bare server", value: floor, unit: "ms" }],
      note: `300 buckets, an answer of ${(many.answer.length / 2 ** 20).toFixed(0)} MiB, to its last byte`,
    },
    {
      name: `chart of one series of 10,000,000 points, ${where}`,
      value: whole.ms,
      unit: "ms",
      beside: [{ name: "1% of it", value: zoomed.ms, unit: "ms" }],
      note: "1,000 buckets",
    },
  ];
}

const SERVER = ["--executor", "null", "--slots", "1"];

async function all(server: BenchServer, where: string, artifacts: string): Promise<Measurement[]> {
  try {
    return [...(await ingest(server, where)), ...(await drawing(server, where, artifacts))];
  } finally {
    await server.close();
  }
}

export async function series(): Promise<Measurement[]> {
  const server = await startServer(SERVER);
  return await all(server, "SQLite", join(server.dataDir, "artifacts"));
}

export async function seriesOnPostgres(): Promise<Measurement[]> {
  const measured = await withPostgres(async (cluster) => {
    const artifacts = temporary();
    const database = ["--database-url", cluster.url(await cluster.createDatabase())];
    return await all(await startServer([...SERVER, "--artifacts-dir", artifacts, ...database]), "Postgres", artifacts);
  });
  return measured ?? [];
}

import { median } from "../measurement.ts";
import { environmentOf } from "./environment.ts";
import { haupt } from "./haupt.ts";
import { mlflow } from "./mlflow.ts";
import { ours } from "./ours.ts";
import type { Peer } from "./peer.ts";

/*
 * The same work on this server and on others, one after the other on the same machine: `npm run bench:peers`.
 * Runs are made by 8 clients at once; everything else is asked one call at a time.
 */
const SIZES = (process.env["POLYAXON_BENCH_PEER_RUNS"] ?? "1000,10000").split(",").map(Number);
/** A peer that needs longer to make its runs is compared at the sizes it reached. */
const MAKING_MS = Number(process.env["POLYAXON_BENCH_PEER_SECONDS"] ?? 120) * 1_000;
const CLIENTS = 8;
const CALLS = 20;
const POINTS = 100_000;

type Figures = ReadonlyMap<string, { readonly value: number; readonly unit: "ms" | "/s" }>;

async function measure(peer: Peer): Promise<Figures> {
  const figures = new Map<string, { value: number; unit: "ms" | "/s" }>();
  const ids: string[] = [];
  for (const metrics of [10, 500, 1_000]) {
    const run = await peer.createRun(metrics);
    const values = Object.fromEntries(Array.from({ length: metrics }, (_, n) => [`m${n}`, n / 3]));
    figures.set(`log ${metrics} metrics in a call`, await medianOf((step) => peer.logMetrics(run, values, step)));
  }
  const began = performance.now();
  for (const size of SIZES) {
    const rate = await makeRuns(peer, ids, size, began);
    if (ids.length < size) {
      process.stderr.write(`  ${peer.name} made ${ids.length} of ${size} runs in ${MAKING_MS / 1000} s\n`);
      break;
    }
    figures.set(`make a run and log its loss, up to ${size} runs`, { value: rate, unit: "/s" });
    figures.set(`list ${size} runs, filtered and sorted by a metric`, await medianOf(() => peer.listByMetric()));
  }
  const { history, logSeries } = peer;
  if (history !== null && logSeries !== null) {
    const run = await peer.createRun(0);
    const start = performance.now();
    for (let from = 0; from < POINTS; from += peer.seriesAtOnce) {
      const points = Array.from({ length: peer.seriesAtOnce }, (_, at) => Math.sin((from + at) / 1_000));
      await logSeries(run, "long", points, from);
    }
    const seconds = (performance.now() - start) / 1_000;
    figures.set(`log a series of ${POINTS} points, points`, { value: POINTS / seconds, unit: "/s" });
    const read = async (): Promise<void> => {
      const found = await history(run, "long");
      if (found !== POINTS) throw new Error(`${peer.name} has ${found} of ${POINTS} points`);
    };
    figures.set(`history of ${POINTS} points`, await medianOf(read, 5));
  }
  return figures;
}

async function makeRuns(peer: Peer, ids: string[], size: number, began: number): Promise<number> {
  const start = performance.now();
  const before = ids.length;
  let next = before;
  const client = async (): Promise<void> => {
    while (next < size && performance.now() - began < MAKING_MS) {
      const index = next++;
      const run = await peer.createRun(index);
      await peer.logMetrics(run, { loss: ((index * 7919) % 10_007) / 10_007, accuracy: index % 100 }, 1);
      ids.push(run);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return (ids.length - before) / ((performance.now() - start) / 1_000);
}

async function medianOf(call: (at: number) => Promise<unknown>, calls = CALLS): Promise<{ value: number; unit: "ms" }> {
  const times: number[] = [];
  for (let at = -2; at < calls; at += 1) {
    const began = performance.now();
    await call(at + 2);
    if (at >= 0) times.push(performance.now() - began);
  }
  return { value: median(times), unit: "ms" };
}

const results: { readonly name: string; readonly figures: Figures }[] = [];
const starts: readonly (readonly [name: string, start: () => Promise<Peer> | null])[] = [
  ["polyaxon (ours)", ours],
  ["MLflow", () => installed("mlflow", mlflow)],
  ["haupt", () => installed("haupt", haupt)],
];

function installed(name: string, start: (environment: string) => Promise<Peer>): Promise<Peer> | null {
  const environment = environmentOf(name);
  if ("folder" in environment) return start(environment.folder);
  process.stderr.write(`  ${name} could not be installed: ${environment.failed}\n`);
  return null;
}

for (const [name, start] of starts) {
  process.stderr.write(`measuring ${name} ...\n`);
  let peer: Peer | null = null;
  try {
    peer = await start();
    if (peer !== null) results.push({ name: peer.name, figures: await measure(peer) });
  } catch (error) {
    process.stderr.write(`  ${name} is left out: ${error instanceof Error ? error.message : String(error)}\n`);
  } finally {
    await peer?.close();
  }
}

const [own, ...others] = results;
const names = [...new Set(results.flatMap(({ figures }) => [...figures.keys()]))];
const rows = [["what", ...results.map(({ name }) => name)]];
for (const name of names) {
  const mine = own?.figures.get(name);
  const cells = others.map(({ figures }) => {
    const theirs = figures.get(name);
    if (theirs === undefined) return "-";
    if (mine === undefined) return figure(theirs);
    const ratio = theirs.unit === "ms" ? theirs.value / mine.value : mine.value / theirs.value;
    return `${figure(theirs)} (ours ${ratio.toFixed(1)}x)`;
  });
  rows.push([name, mine === undefined ? "-" : figure(mine), ...cells]);
}
const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? "").length))) ?? [];
for (const cells of rows)
  process.stdout.write(
    `${cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd()}\n`,
  );

function figure({ value, unit }: { readonly value: number; readonly unit: string }): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return unit === "ms" ? `${value.toFixed(digits)} ms` : `${value.toFixed(digits)}/s`;
}

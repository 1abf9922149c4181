import { setTimeout } from "node:timers/promises";
import { median } from "../measurement.ts";
import { closeConnections } from "../server-process.ts";
import { lossOf, type Peer } from "./peer.ts";
import { eventFile } from "./upstream-wire.ts";

/** Runs that are made over HTTP; the rest of the larger sizes is put into the database. */
const MADE = 1_000;
const SIZES = (process.env["POLYAXON_BENCH_PEER_RUNS"] ?? "1000,10000,100000").split(",").map(Number);
const CLIENTS = 8;
const CALLS = 100;
/** A call that takes long is asked less often: once at least, besides the one that warms the caches. */
const CALLS_MS = 15_000;
const MAKING_MS = 60_000;
const LIST_MS = 60_000;
const POINTS = 100_000;
const POINTS_MS = 60_000;

const HISTORY_BY_WIRE = "history of that file by upstream's wire";

/** How many times the better peer this server should do: a file that both only store, no slower. */
export const GOALS = { lists: 10, history: 10, ingest: 5, upload: 1 } as const;

export interface Figure {
  readonly value: number;
  readonly unit: "ms" | "/s";
  readonly of: keyof typeof GOALS;
  /** What bounds it, whoever serves. */
  readonly note?: string;
}

/**
 * The work that is compared. Runs are made by some clients at once; everything else is asked one call at a time. What a peer does
 * not finish in its time has no figure, and a line on stderr.
 */
export async function workOf(peer: Peer): Promise<ReadonlyMap<string, Figure>> {
  const figures = new Map<string, Figure>();
  for (const metrics of [10, 500, 1_000]) {
    const run = await peer.createRun(metrics);
    // As of a run that trains: to store the same values again costs little.
    const valuesAt = Array.from({ length: CALLS + 1 }, (_, step) =>
      Object.fromEntries(Array.from({ length: metrics }, (_, n) => [`m${n}`, n / 3 + step])),
    );
    figures.set(`log ${metrics} metrics in a call, other values each time`, {
      ...(await medianOf((step) => peer.logMetrics(run, valuesAt[step] ?? {}, step))),
      of: "ingest",
    });
  }
  const { rate, first } = await makeRuns(peer);
  figures.set("make a run and log its loss", { value: rate, unit: "/s", of: "ingest" });
  for (const [name, figure] of await seriesOf(peer)) figures.set(name, figure);
  for (const [name, figure] of await listsOf(peer, first)) figures.set(name, figure);
  return figures;
}

/** Last of all: a list that takes for ever keeps a peer's only worker busy. */
async function listsOf(peer: Peer, like: string): Promise<ReadonlyMap<string, Figure>> {
  const figures = new Map<string, Figure>();
  let there = MADE;
  for (const size of SIZES) {
    if (size > there) {
      fill(peer, like, there, size);
      there = size;
    }
    const runs = size.toLocaleString("en-US");
    const late = Symbol("late");
    const list = async (): Promise<void> => {
      const found = await Promise.race([peer.listByMetric(), setTimeout(LIST_MS, late, { ref: false })]);
      if (found === late) throw new Error(`no list of ${runs} runs within ${LIST_MS / 1_000} s`);
      if (found !== 50) throw new Error(`${peer.name} lists ${String(found)} runs; expected a page of 50`);
    };
    try {
      figures.set(`list ${runs} runs, filtered and sorted by a metric`, { ...(await medianOf(list)), of: "lists" });
    } catch (error) {
      process.stderr.write(`  ${peer.name}: ${error instanceof Error ? error.message : String(error)}\n`);
      return figures;
    }
  }
  return figures;
}

/**
 * One series, in each peer's own best way first: ours packed and drawn as bytes, haupt a file that it only stores. Then the same file of
 * events on both, as upstream's Python client uploads and reads it.
 */
async function seriesOf(peer: Peer): Promise<ReadonlyMap<string, Figure>> {
  const figures = new Map<string, Figure>();
  const count = POINTS.toLocaleString("en-US");
  const reads = async (name: string, read: () => Promise<number>): Promise<void> => {
    const call = async (): Promise<void> => {
      const found = await read();
      if (found !== POINTS) throw new Error(`${peer.name} has ${found} of ${POINTS} points`);
    };
    figures.set(name, { ...(await medianOf(call, 5)), of: "history" });
  };
  const run = await peer.createRun(0);
  const logged = await logPoints(peer, run, "long");
  // The first one warms the caches of a peer that takes it quickly; of one that does not, it is the figure.
  const isQuick = logged.points === POINTS && logged.ms < CALLS_MS;
  const rates: number[] = [];
  for (let at = 0; isQuick && at < 5; at += 1)
    rates.push((await logPoints(peer, await peer.createRun(0), `long-${at}`)).rate);
  const value = isQuick ? median(rates) : logged.rate;
  figures.set("log the points of a series, each in its own way", { value, unit: "/s", of: "ingest" });
  if (logged.points === POINTS) await reads(`history of ${count} points`, () => peer.history(run, "long"));
  const { upstream } = peer;
  if (upstream === undefined) return figures;
  const file = eventFile(pointsFrom(0, POINTS), 0);
  const other = await peer.createRun(1);
  figures.set(`upload a file of ${count} points by upstream's wire`, {
    ...(await medianOf(() => upstream.upload(other, "file", file), 9)),
    of: "upload",
  });
  await reads(HISTORY_BY_WIRE, () => upstream.events(other, "file"));
  const text = await upstream.eventsText(other, "file");
  const { value: floor } = await medianOf(async () => await Promise.resolve(JSON.parse(text) as unknown), 9);
  const history = figures.get(HISTORY_BY_WIRE);
  const note = `${floor.toFixed(1)} ms of them are the client's JSON.parse of ${(text.length / 2 ** 20).toFixed(1)} MiB`;
  if (history !== undefined) figures.set(HISTORY_BY_WIRE, { ...history, note });
  return figures;
}

const pointsFrom = (from: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => Math.sin((from + at) / 1_000));

function fill(peer: Peer, like: string, from: number, to: number): void {
  peer.fill(
    like,
    Array.from({ length: to - from }, (_, n) => from + n),
  );
  closeConnections();
}

/** Answers the id of the first run that was made. */
async function makeRuns(peer: Peer): Promise<{ readonly rate: number; readonly first: string }> {
  const start = performance.now();
  let next = 0;
  let made = 0;
  let first = "";
  const client = async (): Promise<void> => {
    while (next < MADE && performance.now() - start < MAKING_MS) {
      const index = next++;
      const run = await peer.createRun(index);
      await peer.logMetrics(run, { loss: lossOf(index), accuracy: index % 100 }, 1);
      if (index === 0) first = run;
      made += 1;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const rate = made / ((performance.now() - start) / 1_000);
  if (made < MADE) fill(peer, first, made, MADE);
  return { rate, first };
}

async function logPoints(
  peer: Peer,
  run: string,
  name: string,
): Promise<{ readonly rate: number; readonly points: number; readonly ms: number }> {
  const start = performance.now();
  let points = 0;
  while (points < POINTS && performance.now() - start < POINTS_MS) {
    const some = pointsFrom(points, peer.seriesAtOnce);
    await peer.logSeries(run, name, some, points);
    points += some.length;
  }
  if (points < POINTS)
    process.stderr.write(`  ${peer.name} took ${points} of ${POINTS} points in ${POINTS_MS / 1_000} s: no history\n`);
  const ms = performance.now() - start;
  return { rate: points / (ms / 1_000), points, ms };
}

async function medianOf(
  call: (at: number) => Promise<unknown>,
  calls = CALLS,
): Promise<{ readonly value: number; readonly unit: "ms" }> {
  const times: number[] = [];
  const start = performance.now();
  // The first one warms the caches.
  for (let at = -1; at < calls && (times.length < 1 || performance.now() - start < CALLS_MS); at += 1) {
    const began = performance.now();
    await call(at + 1);
    if (at >= 0) times.push(performance.now() - began);
  }
  return { value: median(times), unit: "ms" };
}

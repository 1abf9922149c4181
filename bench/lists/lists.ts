import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { whyNoPostgres } from "@polyaxon/store/postgres-for-tests";
import type { Measurement } from "../measurement.ts";
import { type BenchServer, get, patch, startServer } from "../server-process.ts";
import { PROJECT, uuidOf } from "./dataset.ts";
import { postgresWith, sqliteWith } from "./databases.ts";
import { type NamedQuery, QUERIES } from "./queries.ts";

const RUNS = Number(process.env["POLYAXON_BENCH_RUNS"] ?? 200_000);
const TIMES = Number(process.env["POLYAXON_BENCH_TIMES"] ?? 20);
const BUDGET_MS = 200;
/** Clients that write at the same time. */
const WRITERS = 4;

/** The 20 lists over HTTP, a first page of 50 by cursor each, quiet and beside clients that write as fast as they can. */
export async function lists(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), "plx-bench-"));
  const args = ["--executor", "null", "--slots", "1"];
  const measured: Measurement[] = [];
  try {
    await sqliteWith(RUNS, folder);
    measured.push(...(await measureAll("SQLite", await startServer(args, folder))));
    const missing = whyNoPostgres();
    if (missing !== null) {
      process.stderr.write(`  left out: ${missing}\n`);
      return measured;
    }
    const postgres = await postgresWith(RUNS);
    try {
      const artifacts = ["--artifacts-dir", join(folder, "artifacts")];
      const server = await startServer([...args, ...artifacts, "--database-url", postgres.url], join(folder, "second"));
      measured.push(...(await measureAll("Postgres", server)));
    } finally {
      await postgres.close();
    }
    return measured;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureAll(database: string, server: BenchServer): Promise<Measurement[]> {
  try {
    const base = `${server.url}/api/v1/default/${PROJECT}/runs`;
    const floor = percentiles(await times(`${base}/${uuidOf(1)}`));
    const quiet = await timesOfAll(base);
    const writing = startWriting(base);
    const busy = await timesOfAll(base);
    const writes = await writing.end();
    return QUERIES.map(({ name }, index) => {
      const [still, beside] = [percentiles(quiet[index] ?? []), percentiles(busy[index] ?? [])];
      const ms = (what: string, value: number) => ({ name: what, value, unit: "ms" });
      return {
        name: `list on ${database}: ${name}, p95`,
        value: still.p95,
        unit: "ms",
        budget: { kind: "atMost", value: BUDGET_MS } as const,
        beside: [
          ms("p50", still.p50),
          ms("with a writer p50", beside.p50),
          ms("p95", beside.p95),
          ...(index === 0
            ? [ms("reading one run p50", floor.p50), { name: "writer", value: writes, unit: "patches/s" }]
            : []),
        ],
      };
    });
  } finally {
    await server.close();
  }
}

async function timesOfAll(base: string): Promise<readonly (readonly number[])[]> {
  const all: (readonly number[])[] = [];
  for (const query of QUERIES) all.push(await times(address(base, query)));
  return all;
}

function address(base: string, { query, sort }: NamedQuery): string {
  const parameters = new URLSearchParams({ limit: "50", cursor: "" });
  if (query !== undefined) parameters.set("query", query);
  if (sort !== undefined) parameters.set("sort", sort);
  return `${base}?${parameters.toString()}`;
}

/** Milliseconds of each of `TIMES` answers, after two that warm the caches. */
async function times(url: string): Promise<readonly number[]> {
  const measured: number[] = [];
  for (let at = -2; at < TIMES; at += 1) {
    const began = performance.now();
    const { status, body } = await get(url);
    if (status !== 200) throw new Error(`${url} answered ${status}: ${body.slice(0, 500)}`);
    if (at >= 0) measured.push(performance.now() - began);
  }
  return measured;
}

function startWriting(base: string): { end(): Promise<number> } {
  const began = performance.now();
  let done = 0;
  let going = true;
  const write = async (writer: number): Promise<void> => {
    for (let turn = 0; going; turn += 1) {
      const run = 1 + (((turn * WRITERS + writer) * 7919) % RUNS);
      const outputs = { loss: Math.random(), accuracy: Math.random(), m1: turn };
      const { status, body } = await patch(`${base}/${uuidOf(run)}`, { merge: true, outputs });
      if (status !== 200) throw new Error(`a patch answered ${status}: ${body}`);
      done += 1;
    }
  };
  const writers = Promise.all(Array.from({ length: WRITERS }, (_, index) => write(index)));
  return {
    async end() {
      going = false;
      await writers;
      return done / ((performance.now() - began) / 1_000);
    },
  };
}

function percentiles(values: readonly number[]): { readonly p50: number; readonly p95: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

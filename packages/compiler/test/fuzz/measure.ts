/**
 * Sends files through reading, checking, compiling and planning in this process, which its parent gives little memory, and prints
 * what it took as one line of JSON. `measure.ts BYTES VALUES large` says how many damaged files of each sort there are;
 * without `large` the hostile files of megabytes are left out.
 */
import fc from "fast-check";
import { damagedBytes, damagedValues } from "./damage.ts";
import { HOSTILE } from "./hostile.ts";
import type { Measured } from "./measured.ts";
import { runThrough } from "./run-through.ts";
import { seedFiles } from "./seeds.ts";

const [bytesRuns = 0, valuesRuns = 0] = process.argv.slice(2, 4).map(Number);
const withLarge = process.argv[4] === "large";
const MOST_MILLISECONDS = 1_000;
/**
 * Of processor time for files made to hurt, most of them as large as a file may be, where other work keeps the machine's caches busy. On a quiet machine each
 * takes less than a second.
 */
const MOST_MILLISECONDS_OF_THE_HOSTILE = 2_000;

let count = 0;
let slowest = { milliseconds: 0, what: "" };
const hostile: Record<string, number> = {};

/** Processor time, not the clock's: other work on the machine does not count. */
function timed(what: () => string, content: Uint8Array | string, most = MOST_MILLISECONDS): number {
  const start = process.cpuUsage();
  runThrough(content);
  const { system, user } = process.cpuUsage(start);
  const milliseconds = (system + user) / 1_000;
  count += 1;
  if (most === MOST_MILLISECONDS && milliseconds > slowest.milliseconds) slowest = { milliseconds, what: what() };
  if (milliseconds > most) throw new Error(`${milliseconds.toFixed(0)} ms: ${what()}`);
  return milliseconds;
}

const startOf = (content: Uint8Array | string): string => Buffer.from(content).subarray(0, 200).toString();

const seeds = seedFiles();
const startMegabytes = process.resourceUsage().maxRSS / 1_024;
for (const seed of seeds) timed(() => startOf(seed), seed);
for (const [name, make] of Object.entries(HOSTILE)) {
  const content = make();
  const isLarge = content.length > 200_000;
  if (isLarge && !withLarge) continue;
  // Where the child dies of too little memory, this is the last that is heard of it.
  process.stderr.write(`${name}\n`);
  hostile[name] = timed(() => name, content, MOST_MILLISECONDS_OF_THE_HOSTILE);
}
if (({} as Record<string, unknown>)["polluted"] !== undefined) throw new Error("objects inherit from a file");
for (const [files, numRuns] of [
  [damagedBytes(seeds), bytesRuns],
  [damagedValues(seeds), valuesRuns],
] as const)
  fc.assert(
    fc.property<[Uint8Array | string]>(files, (content) => void timed(() => startOf(content), content)),
    { numRuns },
  );

const measured: Measured = {
  count,
  seeds: seeds.length,
  slowest,
  hostile,
  cpuSeconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
  startMegabytes,
  peakMegabytes: process.resourceUsage().maxRSS / 1_024,
};
process.stdout.write(`${JSON.stringify(measured)}\n`);

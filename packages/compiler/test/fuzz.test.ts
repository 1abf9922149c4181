import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Measured } from "./fuzz/measured.ts";
import { runThrough } from "./fuzz/run-through.ts";
import { seedFiles } from "./fuzz/seeds.ts";

/**
 * Files that are damaged, and files made to hurt, through reading, checking, compiling and planning: never a crash, never an
 * error without a place, never more than a second of processor time, and all with less than 256 MB of memory. The seeds are the
 * golden files and the hub, and public files where POLYAXON_CORPUS_DIR names them. Short by default; POLYAXON_TEST_LONG=1 tries
 * 100,000 damaged files, and
 * the hostile ones of megabytes, which may take longer. What failed is printed with fast-check's seed and path.
 */
const long = process.env["POLYAXON_TEST_LONG"] === "1";
const [BYTES_RUNS, VALUES_RUNS] = long ? [60_000, 40_000] : [400, 300];
const TIMEOUT = long ? 3_600_000 : 600_000;
const HEAP_MEGABYTES = 200;
/** What reading and compiling may add to the process. */
const MOST_MEGABYTES = 256;

describe("fuzz", () => {
  it("undamaged files go through", () => {
    for (const seed of seedFiles()) runThrough(seed);
  });

  it(
    "damaged and hostile files are answered quickly, in little memory",
    async () => {
      const { count, cpuSeconds, hostile, peakMegabytes, seeds, slowest, startMegabytes } = await measure();
      const largest = Object.entries(hostile).toSorted(([, a], [, b]) => b - a);
      console.log(
        `fuzz: ${count} files (${seeds} undamaged, ${largest.length} hostile), ${cpuSeconds.toFixed(0)} s of processor time; ` +
          `slowest ${slowest.milliseconds.toFixed(0)} ms: ${JSON.stringify(slowest.what)}; ` +
          `of the largest: ${largest
            .slice(0, 3)
            .map(([name, ms]) => `${name} ${ms.toFixed(0)} ms`)
            .join(", ")}; ` +
          `memory at most ${(peakMegabytes - startMegabytes).toFixed(0)} MB above the ${startMegabytes.toFixed(0)} MB of the ` +
          `process before it read anything (heap limited to ${HEAP_MEGABYTES} MB)`,
      );
      expect(count).toBe(BYTES_RUNS + VALUES_RUNS + seeds + largest.length);
      expect(slowest.milliseconds).toBeLessThan(1_000);
      expect(peakMegabytes - startMegabytes).toBeLessThan(MOST_MEGABYTES);
    },
    TIMEOUT,
  );
});

async function measure(): Promise<Measured> {
  const script = fileURLToPath(new URL("fuzz/measure.ts", import.meta.url));
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${HEAP_MEGABYTES}`,
      "--import",
      "tsx",
      script,
      String(BYTES_RUNS),
      String(VALUES_RUNS),
      ...(long ? ["large"] : []),
    ],
    { stdio: ["ignore", "pipe", "pipe"], timeout: TIMEOUT },
  );
  let out = "";
  let err = "";
  child.stdout.on("data", (part: Buffer) => (out += part.toString()));
  child.stderr.on("data", (part: Buffer) => (err = (err + part.toString()).slice(-20_000)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`the fuzzer ended with ${code}:\n${err}`);
  return JSON.parse(out) as Measured;
}

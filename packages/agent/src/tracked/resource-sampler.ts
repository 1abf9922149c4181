import { appendFile, mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { encodeEventRow, eventFileHeader } from "@polyaxon/tracking";

/** Appends one sample to the run's resource series; the names and units of upstream where it has them. */
export async function writeResourceSample(
  runFolder: string,
  sample: {
    /** 100 = one core. */
    readonly cpuPercent: number;
    readonly memoryBytes: number;
    readonly hostMemoryBytes: number;
    /** Milliseconds since the epoch. */
    readonly at: number;
  },
): Promise<void> {
  const series: readonly (readonly [string, number])[] = [
    ["cpu", rounded(sample.cpuPercent)],
    ["memory", rounded((sample.memoryBytes * 100) / sample.hostMemoryBytes)],
    ["memory_used", sample.memoryBytes],
  ];
  for (const [name, value] of series) {
    const path = join(runFolder, "resources", "metric", `${name}.plx`);
    const row = encodeEventRow("metric", { step: null, timestamp: sample.at * 1000, value });
    await appendFile(path, (await isEmpty(path)) ? eventFileHeader("metric") + row : row);
  }
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

async function isEmpty(path: string): Promise<boolean> {
  try {
    return (await stat(path)).size === 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await mkdir(dirname(path), { recursive: true });
    return true;
  }
}

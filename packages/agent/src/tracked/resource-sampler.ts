import { mkdir, open } from "node:fs/promises";
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
    await appendRow(path, encodeEventRow("metric", { step: null, timestamp: sample.at * 1000, value }));
  }
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

/** The whole row, or nothing of it: on a full disk half a row would spoil the next one. */
async function appendRow(path: string, row: string): Promise<void> {
  const file = await open(path, "a").catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    await mkdir(dirname(path), { recursive: true });
    return await open(path, "a");
  });
  try {
    const { size } = await file.stat();
    try {
      await file.appendFile(size === 0 ? eventFileHeader("metric") + row : row);
    } catch (error) {
      await file.truncate(size).catch(() => undefined);
      throw error;
    }
  } finally {
    await file.close();
  }
}

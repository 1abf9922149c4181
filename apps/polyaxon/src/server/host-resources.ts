import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import type { HostResources } from "@polyaxon/orchestrator";

/** What its owner says this machine has for runs; whatever is not said is detected. */
export interface HostResourceSettings {
  /** Cores. */
  readonly cpu?: number;
  readonly memoryBytes?: number;
  /** Devices in the words of `CUDA_VISIBLE_DEVICES`; [] hands out none, and lets every run see all. */
  readonly gpus?: readonly string[];
}

export async function hostResources(
  given: HostResourceSettings,
  env: Readonly<Record<string, string | undefined>>,
): Promise<HostResources> {
  return {
    cpuMillis: Math.round((given.cpu ?? availableParallelism()) * 1000),
    memoryBytes: given.memoryBytes ?? detectedMemory(),
    gpus: given.gpus ?? (await detectedGpus(env)),
  };
}

/** The machine's, or less where this process is confined (a container, a service with a limit). */
function detectedMemory(): number {
  const confined = process.constrainedMemory();
  const total = totalmem();
  return confined !== undefined && confined > 0 && confined < total ? confined : total;
}

/** What this process may see itself comes first; then the driver's own list. */
async function detectedGpus(env: Readonly<Record<string, string | undefined>>): Promise<readonly string[]> {
  const visible = env["CUDA_VISIBLE_DEVICES"];
  if (visible !== undefined) return visibleDevices(visible);
  const listed = await nvidiaList();
  if (listed !== null) return listedDevices(listed);
  const cards = await readdir("/proc/driver/nvidia/gpus").catch(() => []);
  return cards.map((_card, index) => String(index));
}

/** As CUDA reads it: up to the first that is not one. */
export function visibleDevices(text: string): readonly string[] {
  const words = text.split(",").map((word) => word.trim());
  const end = words.findIndex((word) => !/^(\d+|(?:GPU|MIG)-[-\w/]+)$/.test(word));
  return end === -1 ? words : words.slice(0, end);
}

/** The output of `nvidia-smi -L`. A card that is divided (MIG) can be used by its parts only. */
export function listedDevices(text: string): readonly string[] {
  const devices: string[] = [];
  let whole: string | null = null;
  const endCard = (): void => {
    if (whole !== null) devices.push(whole);
    whole = null;
  };
  for (const line of text.split("\n")) {
    const card = /^GPU (\d+):/.exec(line)?.[1];
    const part = /^\s+MIG .*\(UUID: (MIG-[^)]+)\)/.exec(line)?.[1];
    if (card !== undefined) {
      endCard();
      whole = card;
    } else if (part !== undefined) {
      whole = null;
      devices.push(part);
    }
  }
  endCard();
  return devices;
}

/** Null where there is no such program, or it has nothing to say within a few seconds. */
const nvidiaList = (): Promise<string | null> =>
  new Promise((resolve) => {
    execFile("nvidia-smi", ["-L"], { timeout: 5_000 }, (error, stdout) => resolve(error === null ? stdout : null));
  });

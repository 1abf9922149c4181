import type { HostResources, RunResources } from "./ports/resources.ts";

/** The arithmetic of host resources: pure, and the same for every store. */

export const NOTHING: RunResources = { cpuMillis: 0, memoryBytes: 0, gpus: 0 };

/** More than any host has, and still a number that databases can compare. */
const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** A run that has been in the queue for so long is kept room for: see `roomBehind`. Milliseconds. */
export const RESERVE_AFTER_MS = 60_000;
/** One agent keeps room for a run; when it has not asked for work for so long, another one may. Milliseconds. */
export const RESERVATION_MS = 30_000;

/**
 * All that a host has. An agent that announces nothing (an older one) is limited by its slots alone, and has no GPUs: it could
 * not say which run may use which.
 */
export const capacityOf = (host: HostResources | null): RunResources =>
  host === null
    ? { cpuMillis: UNLIMITED, memoryBytes: UNLIMITED, gpus: 0 }
    : { cpuMillis: host.cpuMillis, memoryBytes: host.memoryBytes, gpus: new Set(host.gpus).size };

/** What is left of `room`; never less than nothing, so that a run that asks for none of a resource fits. */
export const less = (room: RunResources, taken: RunResources): RunResources => ({
  cpuMillis: Math.max(0, room.cpuMillis - taken.cpuMillis),
  memoryBytes: Math.max(0, room.memoryBytes - taken.memoryBytes),
  gpus: Math.max(0, room.gpus - taken.gpus),
});

export const sum = (a: RunResources, b: RunResources): RunResources => ({
  cpuMillis: a.cpuMillis + b.cpuMillis,
  memoryBytes: a.memoryBytes + b.memoryBytes,
  gpus: a.gpus + b.gpus,
});

export const fits = (asked: RunResources, room: RunResources): boolean =>
  asked.cpuMillis <= room.cpuMillis && asked.memoryBytes <= room.memoryBytes && asked.gpus <= room.gpus;

export const asksForSomething = ({ cpuMillis, gpus, memoryBytes }: RunResources): boolean =>
  cpuMillis > 0 || memoryBytes > 0 || gpus > 0;

/**
 * Room for the runs that stand in the queue behind one that this agent keeps room for: what would be left if it ran already.
 * So small runs go on beside it where they do not hold it up, and no stream of them starves it.
 *
 * @param taken what runs hold at present
 */
export const roomBehind = (capacity: RunResources, taken: RunResources, kept: RunResources): RunResources =>
  less(capacity, sum(taken, kept));

/** Whether a run waits for long enough to be kept room for. A clock that was set back does not make it wait for ever. */
export const isKeptRoomFor = (waitsSince: number, now: number): boolean =>
  Math.abs(now - waitsSince) >= RESERVE_AFTER_MS;

/**
 * Devices that nobody holds, in the order in which the agent names them; one that it names twice is one device.
 *
 * An agent may come back with other names than those that its runs hold: numbers begin anew where a card was taken out, and
 * UUIDs take the place of numbers. Which of the new names is a device that is held is not known then, so none is free until
 * those runs have ended (I4). UUIDs alone name one device for good: one that is not there any more is no other one.
 */
export const freeGpus = (host: HostResources | null, held: readonly string[]): readonly string[] => {
  const named = new Set(host?.gpus);
  const taken = new Set(held);
  const kinds = new Set([...named].map(kindOf));
  const isUnclear = (gpu: string): boolean =>
    !named.has(gpu) && (kindOf(gpu) === "number" || [...kinds].some((kind) => kind !== kindOf(gpu)));
  return held.some(isUnclear) ? [] : [...named].filter((gpu) => !taken.has(gpu));
};

/** A card that is divided (MIG) has other UUIDs than the whole one. */
const kindOf = (gpu: string): "number" | "card" | "part" =>
  gpu.startsWith("GPU-") ? "card" : gpu.startsWith("MIG-") ? "part" : "number";

/** What runs hold of a host, where `free` are the devices that may be handed out: every other one counts as held. */
export const takenOf = (host: HostResources | null, held: RunResources, free: readonly string[]): RunResources => ({
  ...held,
  gpus: capacityOf(host).gpus - free.length,
});

/** `4 CPUs, 8 GiB of memory and 2 GPUs`; only what is asked for, `nothing` when that is nothing. */
export function describeResources({ cpuMillis, gpus, memoryBytes }: RunResources): string {
  const parts = [
    ...(cpuMillis > 0 ? [`${Number((cpuMillis / 1000).toFixed(3))} ${cpuMillis === 1000 ? "CPU" : "CPUs"}`] : []),
    ...(memoryBytes > 0 ? [`${sizeText(memoryBytes)} of memory`] : []),
    ...(gpus > 0 ? [`${gpus} ${gpus === 1 ? "GPU" : "GPUs"}`] : []),
  ];
  if (parts.length < 2) return parts[0] ?? "nothing";
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function sizeText(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${Number(size.toFixed(1))} ${units[unit]}`;
}

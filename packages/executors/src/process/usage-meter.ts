import type { ProcessEntry } from "./linux-stat.ts";

export interface Usage {
  /** 100 = one core busy. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
}

/** The kernel counts CPU time in steps of 10 ms, and a look takes a while: over less than this, a rate is noise. */
const SHORTEST_MS = 200;

/**
 * Turns successive looks at one process tree into rates. A process that came between two looks counts with all its time.
 * @param bornMs when the tree began, if it is known: the first look is then a rate too, otherwise it reads 0
 * @param cores of the machine: a rate is never above theirs, which it else would be after a look that took long, because what was
 *   worked during a look counts, and its time does not
 */
export function createUsageMeter(
  bornMs: number | null,
  cores: number,
): (members: readonly ProcessEntry[], monotonicMs: number) => Usage {
  let before = new Map<string, number>();
  let beforeMs = bornMs;
  let latest: Usage = { cpuPercent: 0, memoryBytes: 0 };
  return (members, monotonicMs) => {
    // The same look again, shared through the process table, says nothing new.
    if (monotonicMs === beforeMs) return latest;
    const now = new Map<string, number>();
    let cpuSeconds = 0;
    let memoryBytes = 0;
    for (const member of members) {
      const id = `${member.pid}:${member.startTime}`;
      now.set(id, member.cpuSeconds);
      cpuSeconds += member.cpuSeconds - (before.get(id) ?? 0);
      memoryBytes += member.memoryBytes;
    }
    const elapsedMs = beforeMs === null ? 0 : monotonicMs - beforeMs;
    if (beforeMs !== null && elapsedMs < SHORTEST_MS) return { cpuPercent: latest.cpuPercent, memoryBytes };
    before = now;
    beforeMs = monotonicMs;
    latest = { cpuPercent: elapsedMs > 0 ? Math.min((cpuSeconds * 100_000) / elapsedMs, cores * 100) : 0, memoryBytes };
    return latest;
  };
}

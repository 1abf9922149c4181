import type { Latch } from "./latch.ts";

/** Waits; the latch ends the wait early, without an error. */
export async function pause(ms: number, latch: Latch): Promise<void> {
  if (latch.isOpen) return;
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([new Promise((resolve) => (timer = setTimeout(resolve, ms))), latch.opened]);
  clearTimeout(timer);
}

/** 100 ms after the first failure, doubling, at most 10 s. */
export const backOffMs = (failures: number): number => Math.min(10_000, 100 * 2 ** Math.min(failures - 1, 10));

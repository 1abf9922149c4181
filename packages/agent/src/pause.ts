/** Waits; an abort ends the wait early, without an error. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}

/** 100 ms after the first failure, doubling, at most 10 s. */
export const backOffMs = (failures: number): number => Math.min(10_000, 100 * 2 ** Math.min(failures - 1, 10));

/**
 * Aborts with the other signal, or after so long. In Node 20 a signal that is made of others does not hold them: a time limit that nobody
 * listens to is collected with the garbage, and never comes.
 */
export function timeLimit(ms: number, other: AbortSignal): AbortSignal {
  const limit = AbortSignal.timeout(ms);
  limit.addEventListener("abort", () => {}, { once: true });
  return AbortSignal.any([other, limit]);
}

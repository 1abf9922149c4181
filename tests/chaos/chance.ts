/** Everything that a chaos test leaves to chance comes from one seed, which is printed and can be given again. */
export interface Chance {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
  shuffled<T>(items: readonly T[]): readonly T[];
}

const SEED = Number(process.env["POLYAXON_CHAOS_SEED"] ?? Date.now() % 1_000_000);

/** @param name what is drawn for one test does not depend on others that run beside it */
export function chance(name: string): Chance {
  process.stdout.write(`${name}: seed ${SEED} (POLYAXON_CHAOS_SEED=${SEED} repeats it)\n`);
  let state = [...name].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0, SEED >>> 0);
  /** mulberry32 */
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    shuffled: (items) =>
      items
        .map((item) => ({ item, at: next() }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ item }) => item),
  };
}

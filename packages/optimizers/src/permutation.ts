import { type SeedWords, mixed } from "./seed.ts";

const ROUNDS = 8;

/**
 * A pseudo-random order of 0..size−1, one position at a time: no table, no memory.
 * A balanced Feistel network over the next even number of bits; results beyond the size are walked on until one falls
 * inside, fewer than four steps on average.
 *
 * @param size at most 2^53 − 1
 * @see Black and Rogaway 2002, "Ciphers with arbitrary finite domains": the generalised Feistel and cycle-walking methods
 */
export function permutation(size: number, words: SeedWords): (index: number) => number {
  if (size <= 1) return (index) => index;
  const halfBits = Math.ceil(Math.log2(size) / 2) || 1;
  const half = 2 ** halfBits;
  const mask = half - 1;
  const keys = Array.from({ length: ROUNDS }, (_, round) =>
    mixed((words[round % 4] ?? 0) + Math.imul(round + 1, 0x9e3779b9)),
  );
  const once = (value: number): number => {
    let left = Math.floor(value / half);
    let right = value % half;
    for (const key of keys) [left, right] = [right, (left ^ (mixed(mixed(right) ^ key) & mask)) >>> 0];
    return left * half + right;
  };
  return (index) => {
    let value = once(index);
    while (value >= size) value = once(value);
    return value;
  };
}

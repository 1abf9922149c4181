import type { Instant } from "@polyaxon/lifecycle";
import type { JsonObject } from "./records.ts";

/** A side effect to perform after its cause was committed. Performing one twice is harmless: `idempotencyKey` says which. */
export interface OutboxEntry {
  readonly id: number;
  readonly idempotencyKey: string;
  /** `clean-run`: remove the artifacts and logs of a deleted run; payload `{run, project}`. */
  readonly kind: string;
  readonly payload: JsonObject;
  /** Times it was handed out, this one included. */
  readonly tries: number;
}

export interface OutboxStore {
  /**
   * Hands out due side effects, oldest first; one that is not settled is due again after `leaseMs`, doubled with each
   * try up to 2^10 (I6).
   */
  takeOutbox(request: {
    readonly now: Instant;
    readonly limit: number;
    readonly leaseMs: number;
  }): Promise<readonly OutboxEntry[]>;
  /** Forgets entries that were performed. */
  settleOutbox(ids: readonly number[]): Promise<void>;
}

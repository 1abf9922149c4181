import type { StoreChange } from "@polyaxon/orchestrator";
import { QueryError } from "@polyaxon/query";
import { StoreError, type StoreErrorCode } from "../errors.ts";

/** One call to a thread; calls are sent in batches. */
export interface Call {
  readonly id: number;
  readonly name: string;
  readonly args: unknown;
}

export type Answer =
  | { readonly id: number; readonly kind: "result"; readonly value: unknown }
  | { readonly id: number; readonly kind: "error"; readonly error: ErrorMessage };

/** What a thread says. `ready` or `failed` comes first, once; `answers` of the writer come after their commit. */
export type ThreadMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly error: ErrorMessage }
  | { readonly kind: "answers"; readonly answers: readonly Answer[]; readonly change: StoreChange | null };

/** What starts a thread. */
export interface ThreadData {
  readonly file: string;
  /** Milliseconds a read may take; ignored by the writer. */
  readonly readTimeoutMs: number;
  /** For the record of applied migrations. */
  readonly startedAt: number;
  /** Where the writer makes the process die, for tests: see `armDebugPoint`. */
  readonly debugPoint: string | null;
}

/** Errors lose their class between threads. */
export type ErrorMessage =
  | { readonly kind: "store"; readonly code: StoreErrorCode; readonly message: string }
  | { readonly kind: "query"; readonly message: string; readonly position: number; readonly field: string | null }
  | { readonly kind: "other"; readonly message: string; readonly stack: string | undefined };

export function errorMessage(error: unknown): ErrorMessage {
  if (error instanceof StoreError) return { kind: "store", code: error.code, message: error.message };
  if (error instanceof QueryError) {
    return { kind: "query", message: error.message, position: error.position, field: error.field };
  }
  if (error instanceof Error) return { kind: "other", message: error.message, stack: error.stack };
  return { kind: "other", message: String(error), stack: undefined };
}

export function errorFromMessage(message: ErrorMessage): Error {
  switch (message.kind) {
    case "store":
      return new StoreError(message.code, message.message);
    case "query":
      return new QueryError(message.message, message.position, message.field);
    case "other": {
      const cause = new Error(message.message);
      if (message.stack !== undefined) cause.stack = message.stack;
      return new StoreError("unit", message.message, { cause });
    }
    default:
      return message satisfies never;
  }
}

import type { Status } from "./statuses.ts";

/** Instants are milliseconds since the epoch everywhere inside; ISO text exists only on the wire. */
export type Instant = number;

/** One entry of a run's history. The run's status is the type of its last condition. */
export interface Condition {
  readonly type: Status;
  /** Given back as received: clients send `true`, operators send `"True"`. */
  readonly status: boolean | string;
  readonly reason: string | null;
  readonly message: string | null;
  readonly lastUpdateTime: Instant;
  readonly lastTransitionTime: Instant;
  readonly metaInfo: Readonly<Record<string, unknown>> | null;
}

/** A condition somebody asks for; absent times mean "now". */
export interface ConditionRequest {
  readonly type: Status;
  readonly status?: boolean | string;
  readonly reason?: string | null;
  readonly message?: string | null;
  readonly lastUpdateTime?: Instant;
  readonly lastTransitionTime?: Instant;
  readonly metaInfo?: Readonly<Record<string, unknown>> | null;
}

export function conditionFrom(request: ConditionRequest, now: Instant): Condition {
  return {
    type: request.type,
    status: request.status ?? true,
    reason: request.reason ?? null,
    message: request.message ?? null,
    lastUpdateTime: request.lastUpdateTime ?? now,
    lastTransitionTime: request.lastTransitionTime ?? now,
    metaInfo: request.metaInfo ?? null,
  };
}

/** Two conditions say the same when type and status agree; the newer then replaces the older in place. */
export const sameCondition = (a: Condition, b: Condition): boolean =>
  a.type === b.type && String(a.status).toLowerCase() === String(b.status).toLowerCase();

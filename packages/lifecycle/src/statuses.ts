/** Every status word on the wire. `done` is a trigger word for hooks and events; it is never stored. */
export const STATUSES = [
  "created",
  "resuming",
  "on_schedule",
  "compiled",
  "queued",
  "scheduled",
  "starting",
  "running",
  "processing",
  "stopping",
  "failed",
  "stopped",
  "succeeded",
  "skipped",
  "warning",
  "unschedulable",
  "upstream_failed",
  "retrying",
  "unknown",
] as const;

export type Status = (typeof STATUSES)[number];

const set = (...members: readonly Status[]): ReadonlySet<Status> => new Set(members);

/** Accepted, nothing decided yet. */
export const PENDING = set("created", "on_schedule", "resuming");
/** The scheduler may (re)compile a run in one of these. */
export const COMPILABLE = set(...PENDING, "retrying");
/** Nothing runs anywhere yet: a stop or a skip takes effect at once. */
export const SAFE_STOP = set("created", "on_schedule", "resuming", "compiled");
/** In the queue of the agents; `unschedulable` as long as none of them is large enough. */
export const WAITS_FOR_CLAIM = set("queued", "unschedulable");
/** The running group: entering it sets `startedAt`. */
export const RUNNING = set("scheduled", "starting", "processing", "running");
/** Final. A run leaves these only by an explicit resume or an explicit force (I2). */
export const DONE = set("failed", "upstream_failed", "stopped", "skipped", "succeeded");
export const DONE_OR_STOPPING = set(...DONE, "stopping");

export const isDone = (status: Status): boolean => DONE.has(status);
export const isStatus = (word: string): word is Status => (STATUSES as readonly string[]).includes(word);

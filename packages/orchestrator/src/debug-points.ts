/**
 * Named places where a test can make a process die, so that it can kill between any two steps: each step of a run's life
 * that is stored, and each message about it, has one before and one after.
 */
export const DEBUG_POINTS = {
  "submit.before-commit": "new runs are written and not committed",
  "submit.after-commit": "new runs are committed, nobody has been told",
  "lease.after": "the scheduler has leased due runs and decided nothing",
  "save.before": "the scheduler has decided and sent nothing to the store",
  "save.before-commit": "a decision is written and not committed",
  "save.after-commit": "a decision is committed, the scheduler has not been told",
  "save.after": "the scheduler has been told that its decisions are stored",
  "register.after": "an agent is registered and has not been told what it holds",
  "claim.before-commit": "runs are handed out and the claim is not committed",
  "claim.after-commit": "a claim is committed, the gateway has not been told",
  "claim.after": "the gateway has claimed runs and the agent has not been told",
  "stop.after": "an order to stop is about to be handed out, and will not be repeated at once",
  "start.before": "the agent has prepared an attempt and not asked its executor",
  "start.after": "the executor has started an attempt, the agent has said nothing",
  "adopt.before": "the agent has been given an attempt of an earlier agent and has not looked for it",
  "adopt.after": "the agent has found an attempt that an earlier agent started",
  "finish.before": "an attempt has ended, its last logs and values are not shipped",
  "finish.before-report": "everything of an ended attempt is shipped, its end is not reported",
  "report.before": "the gateway has received reports and stored nothing",
  "report.before-commit": "a report is written and not committed",
  "report.after-commit": "a report is committed, the gateway has not been told",
  "report.after": "the gateway has stored reports and the agent has not been told",
  "finish.after-report": "the server has acknowledged the end of an attempt",
} as const;

export type DebugPoint = keyof typeof DEBUG_POINTS;

/** One for the whole process, because what it does is to end it. */
let armed: { readonly name: string; left: number } | null = null;

/**
 * Arms one point of this thread: the process kills itself with SIGKILL when it comes there for the nth time.
 *
 * @param setting `name` or `name:nth`, nth from 1; null disarms
 * @throws when there is no such point
 */
export function armDebugPoint(setting: string | null): void {
  if (setting === null) {
    armed = null;
    return;
  }
  const [name = "", nth = "1"] = setting.split(":");
  if (!Object.hasOwn(DEBUG_POINTS, name) || !/^[1-9][0-9]{0,8}$/.test(nth)) {
    throw new Error(
      `No debug point "${setting}": expected name or name:nth with one of ${Object.keys(DEBUG_POINTS).join(", ")}`,
    );
  }
  armed = { name, left: Number(nth) };
}

/** Nothing, unless this very point is armed. */
export function debugPoint(name: DebugPoint): void {
  if (armed !== null) pass(armed, name);
}

function pass(point: { readonly name: string; left: number }, name: DebugPoint): void {
  if (point.name !== name) return;
  point.left -= 1;
  if (point.left > 0) return;
  process.kill(process.pid, "SIGKILL");
  // The signal may take a moment to arrive; nothing may happen in it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

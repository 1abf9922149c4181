import type { Condition, Status } from "@polyaxon/lifecycle";
import { conditionFrom } from "@polyaxon/lifecycle";
import { describe, expect, test } from "vitest";
import { decideAttemptEnd, type EndingRun, retryDelayMs } from "./decide-attempt-end.ts";
import type { AttemptOutcome } from "./ports/store.ts";

const NOW = 1_000_000;

const run = (status: Status, more: Partial<EndingRun> = {}): EndingRun => ({
  status,
  kind: "job",
  attempt: 1,
  limits: { maxRetries: 0, timeoutSeconds: null, ttlSeconds: null },
  lastCondition: null,
  ...more,
});
const because = (reason: string, message: string | null = null): Condition =>
  conditionFrom({ type: "stopping", reason, message }, 1);
const exit = (exitCode: number, signal?: string): AttemptOutcome => ({
  kind: "exited",
  exitCode,
  signal: signal ?? null,
});
const failed = (retryable: boolean): AttemptOutcome => ({
  kind: "failed",
  reason: "SupervisorLost",
  message: "gone",
  retryable,
});
const stopped: AttemptOutcome = { kind: "stopped" };
const retries = (attempt: number, maxRetries: number) => ({
  attempt,
  limits: { maxRetries, timeoutSeconds: null, ttlSeconds: null },
});

describe("the end of an attempt gives its run", () => {
  test.each<[string, EndingRun, AttemptOutcome, string, string, RegExp]>([
    ["success for exit 0", run("running"), exit(0), "succeeded", "ExitCode", /exit code 0/],
    ["failure for another exit code", run("running"), exit(3), "failed", "ExitCode", /exit code 3/],
    ["failure for a signal", run("running"), exit(137, "SIGKILL"), "failed", "ExitCode", /137.*SIGKILL/],
    [
      "failure for a signal, whatever the code says",
      run("running"),
      exit(0, "SIGTERM"),
      "failed",
      "ExitCode",
      /SIGTERM/,
    ],
    ["the executor's reason when it failed", run("starting"), failed(false), "failed", "SupervisorLost", /gone/],
    ["success before `running` was heard of", run("scheduled"), exit(0), "succeeded", "ExitCode", /0/],
    ["a stop that nobody here asked for", run("running"), stopped, "stopped", "StateManager", /^$/],
    [
      "the stop that was asked for",
      run("stopping", { lastCondition: because("EventHandler", "by ada") }),
      stopped,
      "stopped",
      "EventHandler",
      /by ada/,
    ],
    [
      "a stop, although it exited 0 meanwhile",
      run("stopping", { lastCondition: because("StateManager") }),
      exit(0),
      "stopped",
      "StateManager",
      /^$/,
    ],
    [
      "a stop, although it failed meanwhile",
      run("stopping", { lastCondition: because("StateManager") }),
      exit(1),
      "stopped",
      "StateManager",
      /^$/,
    ],
    [
      "failure when a job's time was up",
      run("stopping", { lastCondition: because("DeadlineExceeded", "60 s") }),
      exit(143),
      "failed",
      "DeadlineExceeded",
      /60 s/,
    ],
    [
      "a stop when a service's time was up",
      run("stopping", { kind: "service", lastCondition: because("DeadlineExceeded") }),
      stopped,
      "stopped",
      "DeadlineExceeded",
      /^$/,
    ],
    [
      "a retry while some are left",
      run("running", retries(1, 2)),
      exit(1),
      "retrying",
      "ExitCode",
      /exit code 1 \(attempt 1 of 3\)/,
    ],
    [
      "a retry on the last that is left",
      run("running", retries(2, 2)),
      exit(1),
      "retrying",
      "ExitCode",
      /attempt 2 of 3/,
    ],
    ["failure when none is left", run("running", retries(3, 2)), exit(1), "failed", "ExitCode", /exit code 1$/],
    [
      "a retry when the executor says that it may help",
      run("running", retries(1, 1)),
      failed(true),
      "retrying",
      "SupervisorLost",
      /gone/,
    ],
    [
      "no retry when it says that it does not",
      run("running", retries(1, 1)),
      failed(false),
      "failed",
      "SupervisorLost",
      /gone/,
    ],
    [
      "no retry after a stop",
      run("stopping", { ...retries(1, 5), lastCondition: because("StateManager") }),
      exit(1),
      "stopped",
      "StateManager",
      /^$/,
    ],
  ])("%s", (_name, ending, outcome, type, reason, message) => {
    const { condition, retryAt } = decideAttemptEnd(ending, outcome, NOW);
    expect(condition).toMatchObject({ type, reason });
    expect(condition?.message ?? "").toMatch(message);
    expect(retryAt).toBe(type === "retrying" ? NOW + retryDelayMs(ending.attempt) : null);
  });

  test.each<Status>(["succeeded", "failed", "stopped", "skipped", "upstream_failed"])(
    "nothing new when it is %s already",
    (status) => {
      expect(decideAttemptEnd(run(status), exit(1), NOW)).toEqual({ condition: null, retryAt: null });
    },
  );
});

test("the back-off doubles from one second up to five minutes", () => {
  expect([1, 2, 3, 4].map(retryDelayMs)).toEqual([1000, 2000, 4000, 8000]);
  expect([10, 100, 10_000].map(retryDelayMs)).toEqual([300_000, 300_000, 300_000]);
});

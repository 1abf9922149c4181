import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { conditionsOf, post, runUrl, untilFinal, waitFor } from "../harness.ts";
import { storedNumbers, upTo } from "../ledger.ts";
import { QUEUES, scratchOf, submitTo, type World } from "./kill-world.ts";

export const STATUSES = ["compiled", "queued", "starting", "running", "stopping", "before-final"] as const;
export type Status = (typeof STATUSES)[number];
export const VICTIMS = ["server", "agent", "database", "supervisor", "script"] as const;
export type Victim = (typeof VICTIMS)[number];

/** One run that is at `status` when `victim` is killed. */
export interface Subject {
  readonly uuid: string;
  readonly status: Status;
  readonly victim: Victim;
  /** Lines that were stored when the kill came. */
  linesBefore: number;
}

const LINES = 20;
const MS = 30;

/** Those that are killed with the machinery around a run, which must not notice; the others are the run itself. */
export const isSurvivable = (victim: Victim): boolean => victim !== "supervisor" && victim !== "script";

/** @param flag a file that its script waits for when everything is printed */
export async function beginSubject(
  world: World,
  { flag, status, victim }: { readonly status: Status; readonly victim: Victim; readonly flag: string },
): Promise<Subject> {
  const command = world.script({ ledger: world.ledger, lines: LINES, ms: MS, flag });
  const approval = status === "compiled" ? 'isApproved: "{{ approved }}"\nparams: {approved: {value: false}}\n' : "";
  const uuid = await submitTo(
    world,
    `version: 1.1
kind: operation
queue: ${status === "queued" ? QUEUES.later : QUEUES.now}
${approval}component:
  inputs: [{name: approved, type: bool, value: false, isOptional: true}]
  run: {kind: job, container: {command: ${command}}}
`,
  );
  return { uuid, status, victim, linesBefore: 0 };
}

/** Waits until the run is where it has to be when the kill comes; the last step is `bring`. */
export async function reach(world: World, subject: Subject): Promise<void> {
  const { status, uuid } = subject;
  const linesStored = async (): Promise<number> => (await storedNumbers(world.server, uuid)).length;
  switch (status) {
    case "compiled":
    case "queued":
      await waitFor(`${uuid} to be ${status}`, async () => {
        const last = (await conditionsOf(world.server, uuid)).at(-1)?.type;
        return last === status;
      });
      return;
    case "running":
    case "stopping":
      await waitFor("the script to begin", () => world.ledger.attempts().has(uuid));
      subject.linesBefore = await waitFor("some lines", async () => {
        const lines = await linesStored();
        return lines > 2 ? lines : null;
      });
      return;
    case "before-final":
      await waitFor("the last line to be printed", () => {
        const log = join(scratchOf(world, uuid), "output.log");
        return existsSync(log) && readFileSync(log, "utf8").includes(`\n${LINES}\n`);
      });
      return;
    case "starting":
      // Before the script has begun: the attempt exists, its process is being made.
      await waitFor("the attempt to be made", () => existsSync(scratchOf(world, uuid)));
      return;
    default:
      throw new Error(status satisfies never);
  }
}

export const askToStop = async (world: World, { uuid }: Subject): Promise<void> =>
  void (await post(runUrl(world.server, uuid, "/stop")));

/** What must be true afterwards; the answer is what the table shows. */
export async function judge(world: World, subject: Subject): Promise<string> {
  const { linesBefore, status, uuid, victim } = subject;
  const where = `${victim} killed while ${status}: ${uuid}`;
  const { status: end } = await untilFinal(world.server, uuid);
  const numbers = await storedNumbers(world.server, uuid);
  const attempts = world.ledger.attempts().get(uuid) ?? [];
  expect(attempts.length, `${where}: began`).toBeLessThanOrEqual(1);
  expect(numbers, `${where}: stored lines`).toEqual(upTo(numbers.length));
  expect(numbers.length, `${where}: lines kept`).toBeGreaterThanOrEqual(linesBefore);
  if (status === "stopping") expect(end, where).toBe("stopped");
  else if (isSurvivable(victim)) {
    expect([where, end, attempts, numbers.length]).toEqual([where, "succeeded", [1], LINES]);
  } else {
    expect([where, end]).toEqual([where, "failed"]);
    if (status === "before-final") expect(numbers.length, `${where}: lines`).toBe(LINES);
  }
  const reason = (await conditionsOf(world.server, uuid)).at(-1)?.reason ?? "";
  return end === "failed" ? `failed, ${reason}` : end;
}

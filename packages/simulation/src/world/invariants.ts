import { ALLOWED, type Condition, DONE_OR_STOPPING, isDone } from "@polyaxon/lifecycle";
import { type Advance, capacityOf, describeResources, fits, NOTHING, type RunId, sum } from "@polyaxon/orchestrator";
import { heldBy, takenBy } from "../model/claims.ts";
import type { Operations } from "../model/model-store.ts";
import { type RunRow, isPipeline } from "../model/tables.ts";
import { type Host, type Job, keyOf, nameOf } from "./host.ts";
import type { World } from "./world.ts";

/** An invariant did not hold; the message names it. */
export class Violation extends Error {
  override readonly name = "Violation";
}

/** Clocks of servers differ by up to 3 s, and a jump of less than 2 s is taken for drift. */
const CLOCKS_DISAGREE_MS = 5_500;

export type Violated = (invariant: string, what: string) => void;

/** What must hold after every unit and at every start of a job. `violated` hears of whatever does not. */
export function watchInvariants(world: World, hosts: readonly Host[], violated: Violated): void {
  const { tables } = world.model;
  const known = new Map<RunId, RunRow>();
  const describe = (row: RunRow): string => `run ${row.uuid.slice(0, 6)} (${row.kind})`;

  function checkStatus(operation: keyof Operations, forced: boolean, row: RunRow): void {
    const before = known.get(row.uuid);
    known.set(row.uuid, row);
    if (row.conditions.at(-1)?.type !== row.status)
      violated("I1", `${describe(row)} is ${row.status}, its last condition says ${row.conditions.at(-1)?.type}`);
    if (isDone(row.status) !== (row.finishedAt !== null))
      violated("I1", `${describe(row)} is ${row.status} and finished at ${row.finishedAt}`);
    if (before === undefined) {
      const parent = row.pipeline === null ? undefined : tables.runs.get(row.pipeline);
      if (parent !== undefined && DONE_OR_STOPPING.has(parent.status))
        violated("I2", `${describe(row)} was created for a parent that is ${parent.status}`);
      return;
    }
    if (row.version <= before.version) violated("I1", `${describe(row)} changed without a new version`);
    let from = before.status;
    for (const { type } of addedConditions(before.conditions, row.conditions)) {
      const isExplicit = forced || (operation === "resumeRun" && type === "resuming");
      if (!ALLOWED[from].has(type) && !(isDone(from) && isExplicit)) {
        violated(isDone(from) ? "I2" : "I1", `${describe(row)} went from ${from} to ${type} in ${operation}`);
      }
      from = type;
    }
    if (operation === "addCondition" && before.status !== row.status && DONE_OR_STOPPING.has(row.status)) {
      const left = tables.children(row.uuid).filter((child) => !DONE_OR_STOPPING.has(child.status));
      if (left.length > 0) violated("children", `${describe(row)} was ended, and ${left.length} of its children go on`);
    }
    if (operation === "saveAll" && isDone(row.status) && !isDone(before.status)) checkFamily(row);
    if (from !== row.status) violated("I1", `${describe(row)} is ${row.status}, its conditions lead to ${from}`);
  }

  /** A pipeline that ends by itself ends after its children; one that somebody resumed is its own affair. */
  function checkFamily(row: RunRow): void {
    const left = tables.children(row.uuid).filter((child) => !isDone(child.status) && !wasResumed(child));
    if (left.length > 0) violated("inbox", `${describe(row)} is ${row.status} before ${left.length} of its children`);
  }

  function checkSlots(): void {
    for (const { name, slots } of hosts) {
      const held = heldBy(tables, name).length;
      if (held > slots) violated("I4", `agent ${name} holds ${held} attempts and has ${slots} slots`);
    }
    for (const row of tables.runs.values()) {
      const limits = isPipeline(row.kind) ? tables.pipelines.get(row.uuid) : undefined;
      if (limits === undefined) continue;
      const held = tables.children(row.uuid).filter(({ agent }) => agent !== null).length;
      if (limits.concurrency !== null && held > limits.concurrency)
        violated("I4", `${describe(row)} has ${held} children in slots, its concurrency is ${limits.concurrency}`);
      if (limits.slotsInUse !== held)
        violated("I4", `${describe(row)} counts ${limits.slotsInUse} slots in use, ${held} children hold one`);
    }
  }

  function checkResources(): void {
    for (const { name, resources } of hosts) {
      const taken = takenBy(tables, name);
      if (!fits(taken, capacityOf(resources)))
        violated(
          "I4",
          `agent ${name} gave ${describeResources(taken)}, it has ${describeResources(capacityOf(resources))}`,
        );
      const gpus = heldBy(tables, name).flatMap((row) => row.gpus);
      const doubled = gpus.find((gpu, index) => gpus.indexOf(gpu) !== index || !resources?.gpus.includes(gpu));
      if (doubled !== undefined || gpus.length !== taken.gpus)
        violated("I4", `agent ${name} gave GPUs ${gpus.join(", ")} to attempts that hold ${taken.gpus}`);
    }
  }

  /** A job runs only while its attempt holds its slot: so that no second one can be alive beside it. */
  function checkLive(): void {
    for (const host of hosts) {
      for (const job of host.running()) {
        const row = tables.runs.get(job.run);
        if (row?.agent !== host.name || row.attempt !== job.attempt)
          violated("I4", `${nameOf(job)} is alive on ${host.name} without a slot`);
      }
    }
  }

  /** Real time at which a run was claimed for the first time since it was submitted or resumed. */
  const startedAt = new Map<RunId, number>();

  /** A time limit is over when so much time has passed, whatever the clocks say. */
  function checkDeadline(row: RunRow): void {
    if (row.startedAt === null) startedAt.delete(row.uuid);
    else if (!startedAt.has(row.uuid)) startedAt.set(row.uuid, world.timeline.now);
    const last = row.conditions.at(-1);
    if (last?.reason !== "DeadlineExceeded" || world.jumpForgotten) return;
    const passed = world.timeline.now - (startedAt.get(row.uuid) ?? 0);
    const limit = (row.limits.timeoutSeconds ?? 0) * 1_000;
    if (passed < limit - CLOCKS_DISAGREE_MS)
      violated("clock", `${describe(row)} was timed out after ${passed} ms, its limit is ${limit} ms`);
  }

  world.observers.push((operation, args, change) => {
    const forced = operation === "addCondition" && (args[2] as { force?: boolean }).force === true;
    for (const uuid of change?.runs ?? []) {
      const row = tables.runs.get(uuid);
      if (row === undefined) continue;
      checkStatus(operation, forced, row);
      checkDeadline(row);
    }
    if (change === null) return;
    checkSlots();
    checkResources();
    checkLive();
  });

  for (const host of hosts) {
    host.onStart = (job: Job) => {
      const live = hosts.flatMap((each) => each.running()).filter(({ run }) => run === job.run);
      if (live.length > 1)
        violated("I4", `run ${job.run.slice(0, 6)} is executed by ${live.map(nameOf).join(" and ")}`);
      if (host.ended.has(keyOf(job.run, job.attempt))) violated("I4", `${nameOf(job)} is executed a second time`);
      if (host.running().length > host.slots)
        violated("I4", `${host.name} runs ${host.running().length} jobs and has ${host.slots} slots`);
      const asked = host.running().reduce((all, each) => sum(all, each.asked), NOTHING);
      if (!fits(asked, capacityOf(host.resources)))
        violated("I4", `${host.name} runs jobs for ${describeResources(asked)}, more than it has`);
      const gpus = host.running().flatMap((each) => each.gpus);
      if (new Set(gpus).size !== gpus.length) violated("I4", `${host.name} runs two jobs on one of ${gpus.join(", ")}`);
      const queue = tables.runs.get(job.run)?.queue ?? null;
      if (queue !== null && host.queues.length > 0 && !host.queues.includes(queue))
        violated("queues", `${host.name} serves ${host.queues.join(", ")} and runs ${nameOf(job)} of queue ${queue}`);
      checkLive();
    };
  }
}

const wasResumed = ({ conditions }: RunRow): boolean => conditions.some(({ type }) => type === "resuming");

/** Conditions of `after` that `before` has not; one that replaced the last counts. */
function addedConditions(before: readonly Condition[], after: readonly Condition[]): readonly Condition[] {
  let same = 0;
  while (same < before.length && before[same] === after[same]) same += 1;
  return after.slice(same);
}

/** I7: the same snapshot at the same instant decides the same, byte for byte. */
export function decidesTheSame(world: World, advance: Advance, violated: Violated): Advance {
  return (item, now, jumps, found) => {
    const first = advance(item, now, jumps, found);
    if (world.random.chance(0.2) && JSON.stringify(advance(item, now, jumps, found)) !== JSON.stringify(first))
      violated("I7", `run ${item.run.uuid.slice(0, 6)} was decided in two ways from one snapshot`);
    return first;
  };
}

/** When all is quiet: every pipeline has counted the true ends of its children, and each suggestion was one child. */
export function checkAtRest(world: World, hosts: readonly Host[], violated: Violated): void {
  const { tables } = world.model;
  for (const row of tables.runs.values()) {
    const state = isPipeline(row.kind) ? tables.pipelines.get(row.uuid) : undefined;
    if (state === undefined) checkExitCode(row, hosts, violated);
    else checkChildren(world, row, state, violated);
  }
}

/** Some host is large enough for it: it must not wait for another one. */
export const fitsSomewhere = (row: RunRow, hosts: readonly Host[]): boolean =>
  hosts.some(
    ({ queues, resources }) =>
      (queues.length === 0 || row.queue === null || queues.includes(row.queue)) &&
      fits(row.resources ?? NOTHING, capacityOf(resources)),
  );

function checkChildren(
  world: World,
  row: RunRow,
  state: NonNullable<ReturnType<World["model"]["tables"]["pipelines"]["get"]>>,
  violated: Violated,
): void {
  const { tables } = world.model;
  const name = `matrix ${row.uuid.slice(0, 6)}`;
  const children = tables.children(row.uuid);
  if (children.length !== state.created)
    violated("suggestions", `${name} says it created ${state.created} children, ${children.length} are stored`);
  const suggestions = new Set(children.map(({ rawContent }) => rawContent));
  if (suggestions.size !== children.length)
    violated("suggestions", `${name} has ${children.length} children for ${suggestions.size} suggestions`);
  // A person may say so at any time.
  const endedItself = row.conditions.at(-1)?.reason === "SchedulerCheckPipeline";
  if (row.status === "succeeded" && endedItself && children.length !== state.total)
    violated("suggestions", `${name} succeeded with ${children.length} of ${state.total} suggestions`);
  for (const status of ["succeeded", "failed", "stopped", "skipped"] as const) {
    const ended = children.filter((child) => child.status === status).length;
    if (ended !== state[status])
      violated("inbox", `${name} (${row.status}) counted ${state[status]} ${status} children, ${ended} are ${status}`);
  }
}

/** The exit code decides: a run that succeeded has an attempt, its last, that exited with 0. */
function checkExitCode(row: RunRow, hosts: readonly Host[], violated: Violated): void {
  const key = keyOf(row.uuid, row.attempt);
  const outcome = hosts.map(({ ended }) => ended.get(key)).find((each) => each !== undefined);
  const isClean = outcome?.kind === "exited" && outcome.exitCode === 0;
  const decided = row.conditions.at(-1)?.reason === "ExitCode";
  if (row.status === "succeeded" && decided && !isClean)
    violated("exit code", `run ${row.uuid.slice(0, 6)} succeeded, its attempt ${row.attempt} did not`);
}

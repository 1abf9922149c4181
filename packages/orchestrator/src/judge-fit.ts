import type { Instant } from "@polyaxon/lifecycle";
import { asksForSomething, capacityOf, describeResources, fits, less } from "./host-room.ts";
import type { RunResources } from "./ports/resources.ts";
import type { AskingRun, FitWord } from "./ports/asking-runs.ts";
import type { AgentRecord } from "./ports/store.ts";

/** An agent as far as it matters for who fits where. */
export type HostFacts = Pick<AgentRecord, "name" | "queues" | "resources" | "taken">;

/** Reasons of conditions; stable. */
export const UNSCHEDULABLE = "NoAgentFits";
export const WAITS_FOR_RESOURCES = "WaitsForResources";

/** It must have waited so long before it is said what for: most runs never need the words. Milliseconds. */
const TELL_AFTER_MS = 5_000;

/**
 * What to say of a run that waits in the queue, by the agents that are known. Pure. Null: what it says is right already.
 *
 * A run that is larger than every agent of its queue is `unschedulable`, which is not an end: a fitting agent takes it from
 * there. Before any agent of its queue is known nothing is said. The words name no amounts that change from run to run, so that
 * they are stored once and not at every look.
 */
export function judgeFit(run: AskingRun, hosts: readonly HostFacts[], now: Instant): FitWord | null {
  const word = wordOf(run, hosts, now);
  return word === null || (word.status === run.status && word.message === run.message) ? null : word;
}

function wordOf(run: AskingRun, hosts: readonly HostFacts[], now: Instant): FitWord | null {
  const { queue, resources: asked } = run;
  const serving = hosts.filter(({ queues }) => queues.length === 0 || queue === "" || queues.includes(queue));
  if (serving.length === 0 || !asksForSomething(asked)) return null;
  const large = serving.filter((host) => fits(asked, capacityOf(host.resources)));
  if (large.length === 0) return { status: "unschedulable", reason: UNSCHEDULABLE, message: tooLarge(run, serving) };
  const short = large.map((host) => ({ host, lacks: lacking(asked, host) }));
  const hasRoom = short.some(({ lacks }) => lacks.length === 0);
  const isYoung = now >= run.since && now - run.since < TELL_AFTER_MS;
  // From `unschedulable` it goes back at once: somebody reads that it never will.
  if (hasRoom || isYoung)
    return run.status === "queued" ? null : { status: "queued", reason: WAITS_FOR_RESOURCES, message: null };
  const [nearest] = short.toSorted((a, b) => a.lacks.length - b.lacks.length || (a.host.name < b.host.name ? -1 : 1));
  const has = nearest === undefined ? "" : describeResources(capacityOf(nearest.host.resources));
  const message =
    `It asks for ${describeResources(asked)} and waits for ${nearest?.lacks.join(" and ")}: ` +
    `agent ${nearest?.host.name} has ${has}, too much of which other runs hold.`;
  return { status: "queued", reason: WAITS_FOR_RESOURCES, message };
}

function lacking(asked: RunResources, { resources, taken }: HostFacts): readonly string[] {
  const free = less(capacityOf(resources), taken);
  return [
    ...(asked.cpuMillis > free.cpuMillis ? ["CPUs"] : []),
    ...(asked.memoryBytes > free.memoryBytes ? ["memory"] : []),
    ...(asked.gpus > free.gpus ? ["GPUs"] : []),
  ];
}

function tooLarge({ queue, resources: asked }: AskingRun, serving: readonly HostFacts[]): string {
  const sized = serving.map(({ name, resources }) => ({ name, capacity: capacityOf(resources) }));
  const [largest] = sized.toSorted(
    (a, b) =>
      b.capacity.gpus - a.capacity.gpus ||
      b.capacity.memoryBytes - a.capacity.memoryBytes ||
      b.capacity.cpuMillis - a.capacity.cpuMillis,
  );
  const known = serving.find(({ name }) => name === largest?.name)?.resources ?? null;
  const has = known === null ? "no GPUs" : describeResources(capacityOf(known));
  const of = queue === "" ? "" : ` of queue ${queue}`;
  return (
    `It asks for ${describeResources(asked)}, and no agent${of} has so much: the largest, ${largest?.name}, has ${has}. ` +
    "It starts when an agent that is large enough comes; or stop it and ask for less."
  );
}

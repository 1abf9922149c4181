import { isDone } from "@polyaxon/lifecycle";
import { type Advance, type AgentProtocol, type HostResources, advance } from "@polyaxon/orchestrator";
import type { Defect, RunRow } from "../model/tables.ts";
import { type AgentModel, type AgentRules, createAgent } from "./agent.ts";
import { Host } from "./host.ts";
import { Violation, checkAtRest, decidesTheSame, fitsSomewhere, watchInvariants } from "./invariants.ts";
import { Network } from "./network.ts";
import { type Server, createServer } from "./server.ts";
import { POISON, Workload } from "./workload.ts";
import { World } from "./world.ts";

export interface SimulationOptions {
  /** Ways in which the database is broken on purpose. */
  readonly defects?: readonly Defect[];
  /** Replaces the decision that the schedulers make. */
  readonly advance?: Advance;
  /** Rules that the agents do not follow. */
  readonly agents?: Partial<AgentRules>;
  /** How often people interfere. Default by chance, up to 8 times. */
  readonly interference?: number;
  /** Wraps the protocol as agents see it. */
  readonly protocol?: (protocol: AgentProtocol) => AgentProtocol;
}

export interface SimulationResult {
  /** Of everything that happened: the same seed gives the same. */
  readonly hash: string;
  readonly events: number;
  readonly runs: number;
  /** Jobs that really ran. */
  readonly jobs: number;
}

/** A seed under which something that may never break broke. */
export class SimulationFailure extends Error {
  override readonly name = "SimulationFailure";
}

const QUEUES = ["agent/cpu", "agent/gpu"];
/** Simulated time within which everything must come to rest once nothing goes wrong any more. */
const SETTLE_MS = 15 * 60_000;

/** Lets one world live: servers, agents, people and faults, all by chance from the seed, until all is at rest. */
export async function simulate(seed: number, options: SimulationOptions = {}): Promise<SimulationResult> {
  const world = new World(seed, options.defects ?? []);
  let violation: Violation | null = null;
  const violated = (invariant: string, what: string): void => {
    violation ??= new Violation(`${invariant}: ${what}`);
  };
  const { servers, hosts, agents, network } = populate(world, options, violated);
  const people = new Workload(world, QUEUES, () => servers[0]?.clock.now() ?? 0);
  const lively = scheduleLife(world, { servers, hosts, agents, network, people }, options.interference);

  const advanceUntil = async (isOver: () => boolean): Promise<void> => {
    while (violation === null && world.mistake === null && !isOver()) await world.timeline.step();
    if (violation !== null) throw violation;
    if (world.mistake !== null) throw new Error("the simulation itself is wrong", { cause: world.mistake });
  };
  try {
    for (const server of servers) server.start();
    for (const agent of agents) agent.start();
    await advanceUntil(() => world.timeline.now >= lively);
    world.note("world", "nothing goes wrong any more");
    world.faulty = false;
    network.heal();
    people.approveAll();
    await settle(world, { agents, hosts }, advanceUntil);
    checkAtRest(world, hosts, violated);
    if (violation !== null) throw violation as Violation;
  } catch (error) {
    const tail = world.trace.tail().join("\n");
    const message = error instanceof Error ? error.message : String(error);
    throw new SimulationFailure(
      `seed ${seed}: ${message}\n\nThe last that happened (ms, who, what):\n${tail}\n\nseed ${seed}: ${message}\nReplay it with POLYAXON_SIM_SEED=${seed}`,
      { cause: error },
    );
  } finally {
    for (const { process } of [...servers, ...agents]) process.alive = false;
  }
  const jobs = hosts.reduce((sum, { ended }) => sum + ended.size, 0);
  const runs = world.model.tables.runs.values().length;
  return { hash: world.trace.hash, events: world.timeline.events, runs, jobs };
}

function populate(world: World, options: SimulationOptions, violated: (invariant: string, what: string) => void) {
  const { random } = world;
  const decide = decidesTheSame(world, options.advance ?? advance, violated);
  const poisoned: Advance = (item, now, jumps, found) => {
    if (item.run.name === POISON) throw new Error("this run cannot be decided");
    return decide(item, now, jumps, found);
  };
  const serverCount = random.int(1, 3);
  const servers = Array.from({ length: serverCount }, (_, index) =>
    createServer(world, `server${index + 1}`, {
      advance: poisoned,
      isOnlyServer: serverCount === 1,
      skewMs: random.chance(0.5) ? 0 : random.int(-1_500, 1_500),
    }),
  );
  const hosts = Array.from(
    { length: random.int(1, 3) },
    (_, index) =>
      new Host(
        world,
        `agent${index + 1}`,
        random.int(1, 4),
        index === 0 ? [] : [random.pick(QUEUES)],
        // The first serves every queue, and is large enough for all but the runs that fit nowhere.
        index === 0 || random.chance(0.7) ? hostSize(index === 0 ? 2 : random.int(0, 2)) : null,
      ),
  );
  watchInvariants(world, hosts, violated);
  const network = new Network(world, servers);
  const rules: AgentRules = { asksAgain: true, remembersEnds: true, ...options.agents };
  const wrap = options.protocol ?? ((protocol: AgentProtocol) => protocol);
  const agents = hosts.map((host) =>
    createAgent(world, host, rules, (name, owner) => wrap(network.protocol(name, owner))),
  );
  return { servers, hosts, agents, network };
}

const hostSize = (gpus: number): HostResources => ({
  cpuMillis: 2_000,
  memoryBytes: 4_000,
  gpus: Array.from({ length: gpus }, (_, gpu) => `GPU-${gpu}`),
});

interface Parts {
  readonly servers: readonly Server[];
  readonly hosts: readonly Host[];
  readonly agents: readonly AgentModel[];
  readonly network: Network;
  readonly people: Workload;
}

/** Puts what people do and what goes wrong on the timeline. Returns when the last of it has happened. */
function scheduleLife(world: World, { servers, hosts, agents, network, people }: Parts, interference?: number): number {
  const { random, timeline } = world;
  const lively = random.int(5_000, 45_000);
  const at = (times: number, happen: () => void): void => {
    for (let time = 0; time < times; time++) timeline.after(random.int(0, lively - 1), null, happen);
  };
  at(random.int(2, 6), () => people.submit());
  at(interference ?? random.int(0, 8), () => people.interfere());
  at(random.int(0, 3), () => random.pick(servers).crash());
  at(random.int(0, 3), () => random.pick(agents).crash());
  at(random.int(0, 2), () => random.pick(hosts).loseSupervisor());
  at(random.int(0, 2), () => {
    const [agent, server] = [random.pick(hosts).name, random.pick(servers).name];
    const ms = random.int(1_000, 30_000);
    if (random.chance(0.6)) network.cut(agent, server, ms);
    if (random.chance(0.6)) network.cut(server, agent, ms);
  });
  at(random.chance(0.2) ? 1 : 0, () => {
    const ms = random.chance(0.5) ? random.int(60_000, 8 * 3_600_000) : -random.int(100, 5_000);
    world.jump(ms);
    world.note("world", `every clock jumps by ${ms} ms`);
  });
  return lively;
}

/** I5: when nothing goes wrong any more, everything ends or waits for somebody who can be named. */
async function settle(
  world: World,
  { agents, hosts }: Pick<Parts, "agents" | "hosts">,
  advanceUntil: (isOver: () => boolean) => Promise<void>,
): Promise<void> {
  const end = world.timeline.now + SETTLE_MS;
  let looked = 0;
  await advanceUntil(() => {
    if (world.timeline.now - looked < 250) return false;
    looked = world.timeline.now;
    return looked >= end || (unsettled(world, hosts).length === 0 && agents.every((agent) => agent.isIdle()));
  });
  const stuck = unsettled(world, hosts);
  if (stuck.length > 0) {
    const list = stuck.map((row) => `${row.kind} ${row.uuid.slice(0, 6)} is ${row.status}, held by ${row.agent}`);
    throw new Violation(`I5: stuck ${SETTLE_MS / 60_000} minutes after the last fault: ${list.join("; ")}`);
  }
}

const unsettled = (world: World, hosts: readonly Host[]): readonly RunRow[] =>
  world.model.tables.runs.values().filter((row) => {
    if (row.agent !== null || (world.model.tables.inbox.get(row.uuid) ?? []).length > 0) return true;
    if (isDone(row.status)) return false;
    const waitsForApproval = row.pending === "approval" && ["created", "compiled", "resuming"].includes(row.status);
    // I6: it is retried ever more rarely, for ever; nobody else may be held up by it.
    const isPoisoned = row.name === POISON && (world.model.tables.work.get(row.uuid)?.dueAt ?? null) !== null;
    return !waitsForApproval && !isPoisoned && (row.status !== "unschedulable" || fitsSomewhere(row, hosts));
  });

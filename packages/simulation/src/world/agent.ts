import { DONE_OR_STOPPING, type Status } from "@polyaxon/lifecycle";
import type {
  AgentProtocol,
  AttemptOutcome,
  AttemptReport,
  ClaimedRun,
  ReportAck,
  StopOrder,
} from "@polyaxon/orchestrator";
import { type Host, keyOf, nameOf } from "./host.ts";
import type { Process } from "./timeline.ts";
import type { World } from "./world.ts";

const LONG_POLL_MS = 30_000;
/** The server's word on what the agent holds is asked for anew so often. */
const REGISTER_EVERY_MS = 60_000;

/** The rules that `packages/agent` follows, without its files: see its `agent.ts`, `attempt-run.ts`, `report-outbox.ts`. */
export interface AgentModel {
  readonly host: Host;
  process: Process;
  start(): void;
  crash(): void;
  isIdle(): boolean;
}

interface Held {
  stop(): void;
  /** The server took the agent for lost, and knows nothing of the attempt. */
  tellThatItRuns(): void;
}

/** Rules that an agent can be made to break. */
export interface AgentRules {
  /** Asks the server now and then what it holds, whatever it believes itself. */
  readonly asksAgain: boolean;
  /** Does not take up again an attempt whose end was acknowledged. */
  readonly remembersEnds: boolean;
}

export function createAgent(
  world: World,
  host: Host,
  rules: AgentRules,
  connect: (agent: string, owner: Process) => AgentProtocol,
): AgentModel {
  let incarnation = 0;
  let idle = () => true;

  const agent: AgentModel = {
    host,
    process: { name: host.name, alive: false },
    isIdle: () => agent.process.alive && idle(),
    start() {
      if (agent.process.alive) return;
      incarnation += 1;
      const process: Process = { name: `${host.name}.${incarnation}`, alive: true };
      agent.process = process;
      world.note(host.name, "agent starts");
      idle = runAgent(world, host, rules, process, connect(host.name, process));
    },
    crash() {
      if (!agent.process.alive) return;
      world.note(host.name, "agent is killed");
      agent.process.alive = false;
      world.timeline.after(world.random.int(10, world.random.chance(0.2) ? 45_000 : 3_000), null, () => agent.start());
    },
  };
  return agent;
}

/** One life of an agent's process. Returns whether it holds nothing and has nothing left to say. */
function runAgent(
  world: World,
  host: Host,
  rules: AgentRules,
  process: Process,
  protocol: AgentProtocol,
): () => boolean {
  const { timeline, random } = world;
  const active = new Map<string, Held>();
  /** Attempts whose end the server has acknowledged: a late answer must not bring them back. */
  const over = new Set<string>();
  const pause = (ms: number): Promise<void> => timeline.pause(ms, process);
  const outbox = createOutbox(world, (reports) => protocol.report(host.name, reports), pause);
  let registeredMs = 0;
  let poll: { readonly controller: AbortController; readonly freeSlots: number } | null = null;

  function begin(claim: ClaimedRun, adopted: boolean): void {
    const key = keyOf(claim.run.uuid, claim.attempt);
    if (active.has(key) || over.has(key)) return;
    world.note(host.name, `${adopted ? "adopts" : "takes"} ${nameOf({ run: claim.run.uuid, attempt: claim.attempt })}`);
    const { held, done } = drive(claim, adopted);
    active.set(key, held);
    const letGo = done.then(() => {
      active.delete(key);
      if (rules.remembersEnds) over.add(key);
      host.clean((each) => active.has(each));
      if (poll?.freeSlots === 0) poll.controller.abort();
    });
    world.goOn(letGo);
  }

  function drive(claim: ClaimedRun, adopted: boolean): { held: Held; done: Promise<void> } {
    const { attempt } = claim;
    const run = claim.run.uuid;
    const named = { run, attempt, ...(claim.run.claimedAt === undefined ? {} : { claimedAt: claim.run.claimedAt }) };
    let stopWanted = false;
    let isPrepared = false;
    let stopping = false;
    const report = (type: Status, reason: string): void => {
      const sent = outbox.send({ kind: "status", ...named, condition: { type, reason } });
      world.goOn(sent.then((ack) => ack.kind === "stale" && !stopWanted && stop()));
    };
    const stopJob = () => host.stop(run, attempt, process);
    function stop(): void {
      stopWanted = true;
      if (!isPrepared || stopping) return;
      stopping = true;
      world.goOn(stopJob().finally(() => (stopping = false)));
    }
    async function outcome(): Promise<AttemptOutcome> {
      await pause(random.int(0, 30));
      if (world.fault(0.005)) {
        await stopJob();
        return { kind: "failed", reason: "PlanRefused", message: "no such thing", retryable: false };
      }
      isPrepared = true;
      let onEnd: (ended: AttemptOutcome) => void = () => {};
      const end = new Promise<AttemptOutcome>((resolve) => (onEnd = resolve));
      const watch = () => host.watch(run, attempt, process, (ended) => onEnd(ended));
      const found = adopted ? await watch() : "not-started";
      if (found === "not-started") {
        if (stopWanted) await stopJob();
        else report("starting", "AttemptStarting");
        const refusal = await host.start(claim, process);
        if (refusal !== null) return refusal;
        if ((await watch()) === "not-started")
          throw new Error(`${host.name} forgot an attempt that it had just started`);
        if (!stopWanted) report("running", "AttemptRunning");
      } else if (claim.run.status !== "running" && claim.run.status !== "stopping") report("running", "AttemptAdopted");
      if (stopWanted) stop();
      return end;
    }
    const done = (async () => {
      const ended = await outcome();
      // The last log lines are stored first.
      await pause(random.int(0, 50));
      await outbox.send({ kind: "finished", ...named, outcome: ended });
    })();
    return { held: { stop, tellThatItRuns: () => report("running", "AgentReturned") }, done };
  }

  async function register(): Promise<void> {
    const { name, slots, queues, resources } = host;
    const { held } = await protocol.register({ name, version: "1", slots, queues, resources });
    registeredMs = timeline.now;
    const heldKeys = new Set(held.map(({ run, attempt }) => keyOf(run.uuid, attempt)));
    for (const [key, attempt] of active) if (!heldKeys.has(key)) attempt.stop();
    for (const claim of held) {
      const key = keyOf(claim.run.uuid, claim.attempt);
      if (claim.run.status === "unknown") active.get(key)?.tellThatItRuns();
      begin(claim, true);
      if (DONE_OR_STOPPING.has(claim.run.status)) active.get(key)?.stop();
    }
  }

  function obey(orders: readonly StopOrder[]): boolean {
    let known = true;
    for (const order of orders) {
      const held = active.get(keyOf(order.run, order.attempt));
      if (held === undefined) known = false;
      else held.stop();
    }
    return known;
  }

  async function pollOnce(): Promise<void> {
    if (rules.asksAgain && timeline.now - registeredMs >= REGISTER_EVERY_MS) await register();
    const controller = new AbortController();
    const freeSlots = Math.max(0, host.slots - active.size);
    poll = { controller, freeSlots };
    try {
      const request = { agent: host.name, freeSlots, waitMs: LONG_POLL_MS };
      const answer = await protocol.poll(request, controller.signal);
      for (const claim of answer.claims) begin(claim, false);
      if (obey(answer.stop) && answer.register !== true) return;
    } finally {
      poll = null;
    }
    await register();
  }

  async function serve(): Promise<void> {
    let registered = false;
    for (let failures = 0; ;) {
      try {
        if (failures > 0 || !registered) await register();
        registered = true;
        await pollOnce();
        failures = 0;
      } catch {
        failures += 1;
        await pause(backOffMs(failures));
      }
    }
  }

  world.goOn(serve());
  return () => active.size === 0 && outbox.isEmpty();
}

const backOffMs = (failures: number): number => Math.min(10_000, 100 * 2 ** Math.min(failures - 1, 10));

/** Sends reports in order, and again until the server has answered. */
function createOutbox(
  world: World,
  send: (reports: readonly AttemptReport[]) => Promise<readonly ReportAck[]>,
  pause: (ms: number) => Promise<void>,
) {
  let queue: { readonly report: AttemptReport; readonly resolve: (ack: ReportAck) => void }[] = [];
  let sending = false;

  async function drain(): Promise<void> {
    for (let failures = 0; queue.length > 0;) {
      const batch = [...queue];
      try {
        const acks = await send(batch.map(({ report }) => report));
        queue = queue.slice(batch.length);
        failures = 0;
        for (const [index, { report, resolve }] of batch.entries()) {
          resolve(acks[index] ?? { run: report.run, attempt: report.attempt, kind: "stale" });
        }
      } catch {
        failures += 1;
        await pause(backOffMs(failures));
      }
    }
    sending = false;
  }

  return {
    isEmpty: () => queue.length === 0,
    send(report: AttemptReport): Promise<ReportAck> {
      return new Promise((resolve) => {
        queue.push({ report, resolve });
        if (sending) return;
        sending = true;
        world.goOn(Promise.resolve().then(drain));
      });
    },
  };
}

import type {
  AgentProtocol,
  AttemptOutcome,
  AttemptReport,
  ClaimedRun,
  ReportAck,
  RunId,
  RunRecord,
  StopOrder,
  TrackedRecords,
} from "@polyaxon/orchestrator";

/** The server's side of the agent protocol, in memory: what a store would remember over an agent's restart. */
export interface MemoryServer {
  readonly protocol: AgentProtocol;
  submit(
    run: RunId,
    change?: { attempt?: number; claimedAt?: number; metaInfo?: RunRecord["metaInfo"]; gpus?: readonly string[] },
  ): void;
  /** As after its database was restored from a backup: it knows of no attempt any more. */
  forget(): void;
  /** Asks the agent to register, where the claims that it holds say another time from now on; undefined: none, as an earlier version. */
  answerAs(run: RunId, claimedAt: number | undefined): void;
  requestStop(run: RunId): void;
  /** While true every call fails. */
  away: boolean;
  /** How often an agent has registered. */
  registrations: number;
  readonly statuses: Map<RunId, string[]>;
  readonly messages: Map<RunId, string[]>;
  readonly outcomes: Map<RunId, AttemptOutcome[]>;
  readonly tracked: Map<RunId, TrackedRecords[]>;
  /** Called with each report before it is stored. */
  onReport: (report: AttemptReport) => void;
}

export const TOKEN = "run-token-0123456789abcdef";

export function memoryServer(): MemoryServer {
  const queue: ClaimedRun[] = [];
  const held = new Map<string, ClaimedRun>();
  const stops: StopOrder[] = [];
  let wake: () => void = () => {};
  let register = false;
  const server: MemoryServer = {
    away: false,
    registrations: 0,
    statuses: new Map(),
    messages: new Map(),
    outcomes: new Map(),
    tracked: new Map(),
    onReport: () => {},
    submit(run, change = {}) {
      queue.push({
        run: {
          ...runRecord(run, change.metaInfo ?? {}),
          ...(change.claimedAt === undefined ? {} : { claimedAt: change.claimedAt }),
        },
        attempt: change.attempt ?? 1,
        content: "{}",
        token: TOKEN,
        ...(change.gpus === undefined ? {} : { gpus: change.gpus }),
      });
      wake();
    },
    forget() {
      held.clear();
      queue.length = 0;
    },
    answerAs(run, claimedAt) {
      for (const [key, claim] of held) {
        if (claim.run.uuid !== run) continue;
        const { claimedAt: _, ...rest } = claim.run;
        held.set(key, { ...claim, run: claimedAt === undefined ? rest : { ...rest, claimedAt } });
      }
      register = true;
      wake();
    },
    requestStop(run) {
      for (const claim of held.values()) if (claim.run.uuid === run) stops.push({ run, attempt: claim.attempt });
      wake();
    },
    protocol: {
      async register() {
        failWhenAway();
        server.registrations += 1;
        return { held: [...held.values()] };
      },
      async poll({ freeSlots }, signal) {
        for (;;) {
          failWhenAway();
          const claims = queue.splice(0, freeSlots);
          for (const claim of claims) held.set(keyOf(claim.run.uuid, claim.attempt), claim);
          const stop = stops.splice(0);
          if (register) {
            register = false;
            return { claims, stop, register: true };
          }
          if (claims.length > 0 || stop.length > 0 || signal.aborted) return { claims, stop };
          await new Promise<void>((resolve) => {
            wake = resolve;
            signal.addEventListener("abort", () => resolve(), { once: true });
          });
        }
      },
      async report(_agent, reports) {
        failWhenAway();
        return reports.map((report) => take(report));
      },
      async track(_agent, { attempt, claimedAt, run }, records) {
        failWhenAway();
        if (!isHeld(held.get(keyOf(run, attempt)), claimedAt)) return "stale";
        append(server.tracked, run, records);
        return "accepted";
      },
    },
  };

  function take(report: AttemptReport): ReportAck {
    server.onReport(report);
    const { run, attempt } = report;
    const claim = held.get(keyOf(run, attempt));
    if (claim === undefined || !isHeld(claim, report.claimedAt)) return { run, attempt, kind: "stale" };
    if (report.kind === "finished") {
      held.delete(keyOf(run, attempt));
      append(server.outcomes, run, report.outcome);
    } else {
      append(server.statuses, run, report.condition.type);
      held.set(keyOf(run, attempt), { ...claim, run: { ...claim.run, status: report.condition.type } });
      if (typeof report.condition.message === "string") append(server.messages, run, report.condition.message);
    }
    return { run, attempt, kind: "accepted" };
  }

  function failWhenAway(): void {
    if (server.away) throw new Error("The server is away.");
  }

  return server;
}

/** As the store has it: whoever says no time means the number alone. */
function isHeld(claim: ClaimedRun | undefined, said: number | undefined): boolean {
  if (claim === undefined) return false;
  return said === undefined || claim.run.claimedAt === undefined || claim.run.claimedAt === said;
}

const keyOf = (run: string, attempt: number): string => `${run}/${attempt}`;

function append<T>(lists: Map<RunId, T[]>, run: RunId, value: T): void {
  const list = lists.get(run);
  if (list === undefined) lists.set(run, [value]);
  else list.push(value);
}

function runRecord(uuid: RunId, metaInfo: RunRecord["metaInfo"]): RunRecord {
  return {
    uuid,
    project: "tests",
    projectUuid: "f".repeat(32),
    name: null,
    description: null,
    tags: [],
    user: null,
    kind: "job",
    runtime: "job",
    managedBy: "agent",
    pending: null,
    status: "scheduled",
    createdAt: 0,
    updatedAt: 0,
    startedAt: null,
    finishedAt: null,
    scheduleAt: null,
    waitTime: null,
    duration: null,
    inputs: null,
    outputs: null,
    metaInfo,
    original: null,
    pipeline: null,
    controller: null,
    queue: null,
    liveState: 1,
    version: 1,
    attempt: 1,
    agent: "test-agent",
    limits: { maxRetries: 0, timeoutSeconds: null, ttlSeconds: null },
  };
}

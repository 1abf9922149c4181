import { COMPILABLE, type Instant, isDone, WAITS_FOR_CLAIM } from "@polyaxon/lifecycle";
import type {
  BrokenRows,
  ChildCounts,
  DocumentFacts,
  MissingProject,
  OutboxFacts,
  PipelineFacts,
  RunFacts,
} from "../ports/doctor-store.ts";
import type { RunId } from "../ports/records.ts";
import { ATTEMPT_ELSEWHERE } from "../ports/agent-protocol.ts";
import { isOfFailedDecision } from "../failing-decisions.ts";
import { brokenRowsFinding } from "./broken-rows.ts";
import type { Finding, FindingKind, Repair } from "./finding.ts";
import { unservedQueues } from "./unserved-queues.ts";
import { describeUnserved, unservedQueue } from "../agent-state.ts";
import { UNSCHEDULABLE, WAITS_FOR_RESOURCES } from "../judge-fit.ts";
import type { AgentRecord } from "../ports/store.ts";

/** All that the doctor looks at. */
export interface DoctorFacts {
  readonly runs: readonly RunFacts[];
  readonly pipelines: readonly PipelineFacts[];
  readonly agents: readonly Pick<AgentRecord, "name" | "heartbeatAt" | "lostAt" | "held" | "queues" | "revoked">[];
  /** Silence after which the server takes an agent for lost. Milliseconds. */
  readonly agentSilentMs: number;
  readonly documents: readonly DocumentFacts[];
  readonly outbox: readonly OutboxFacts[];
  readonly missingProjects: readonly MissingProject[];
  readonly brokenRows: readonly BrokenRows[];
  /** Artifact folders that belong to no run. */
  readonly strayFolders: readonly string[];
  /** A server works on the database: what is due is expected to be done. False for a folder that nobody serves. */
  readonly served: boolean;
}

/** I5: what an unfinished run waits for. */
export interface Waiting {
  readonly run: RunId;
  readonly status: string;
  readonly waitsFor: "time" | "scheduler" | "person" | "slot" | "agent" | "lost-agent" | "children" | "client";
  readonly detail: string;
  /** Since when it stands in its status. */
  readonly since: Instant;
  /** When it is looked at next, where that is known. */
  readonly until: Instant | null;
}

export interface Diagnosis {
  readonly waiting: readonly Waiting[];
  readonly findings: readonly Finding[];
}

/** A lease lasts 30 s and becomes due by itself. */
export const LATE_MS = 5 * 60_000;
/** A local agent calls in every few seconds. */
export const SILENT_MS = 10 * 60_000;
/** Tries of a side effect, about a quarter of an hour after the first. */
export const FAILING_TRIES = 5;

/** What every unfinished run waits for (I5), and what is broken. Pure; the longest-waiting and the oldest come first. */
export function diagnose(facts: DoctorFacts, now: Instant): Diagnosis {
  const patient: Patient = {
    now,
    served: facts.served,
    // Agents call in a few times in what makes them lost; the rest is for restarts.
    silentMs: Math.max(LATE_MS, facts.agentSilentMs),
    agents: new Map(facts.agents.map((agent) => [agent.name, agent])),
    pipelines: new Map(facts.pipelines.map((pipeline) => [pipeline.uuid, pipeline])),
  };
  const waiting: Waiting[] = [];
  const findings: Finding[] = [];
  for (const run of facts.runs) {
    findings.push(...brokenRun(run, patient));
    if (isDone(run.status)) continue;
    const waits = waitOf(run, patient);
    if (waits !== null) waiting.push({ run: run.uuid, status: run.status, since: run.since, ...waits });
    else if (!waitsForClaim(run)) findings.push(nobodyWakes(run));
  }
  for (const pipeline of facts.pipelines) findings.push(...miscounted(pipeline));
  if (facts.served) {
    findings.push(...facts.agents.flatMap((agent) => silentAgent(agent, now)));
    findings.push(...unservedQueues(facts.runs.filter(isTakeable), facts.agents, patient));
  }
  findings.push(...facts.outbox.map(failingSideEffect));
  findings.push(...facts.documents.map(disagreeing));
  findings.push(...facts.missingProjects.map(projectMissing));
  findings.push(...facts.brokenRows.map(brokenRowsFinding));
  findings.push(...facts.strayFolders.map(strayFolder));
  const age = ({ since }: { since: Instant | null }): number => since ?? now;
  return {
    waiting: waiting.toSorted((a, b) => age(a) - age(b)),
    findings: findings.toSorted((a, b) => age(a) - age(b)),
  };
}

interface Patient {
  readonly now: Instant;
  readonly served: boolean;
  readonly silentMs: number;
  readonly agents: ReadonlyMap<string, DoctorFacts["agents"][number]>;
  readonly pipelines: ReadonlyMap<RunId, PipelineFacts>;
}

const isPipeline = (run: RunFacts): boolean => run.kind === "dag" || run.kind === "matrix" || run.kind === "schedule";
const waitsForClaim = (run: RunFacts): boolean =>
  WAITS_FOR_CLAIM.has(run.status) && run.agent === null && run.managedBy === "agent" && !isPipeline(run);

type Wait = Pick<Waiting, "waitsFor" | "detail" | "until">;
const wait = (waitsFor: Wait["waitsFor"], detail: string, until: Instant | null = null): Wait => ({
  waitsFor,
  detail,
  until,
});

/** Null when there is neither a time nor anybody who would move the run. */
function waitOf(run: RunFacts, patient: Patient): Wait | null {
  const { now } = patient;
  if (run.managedBy === "user") return wait("client", "the program that reports it");
  const { work } = run;
  if (work?.leased === true) return wait("scheduler", "a decision is being made", work.dueAt);
  if (work !== null && work.dueAt !== null && work.dueAt <= now) return wait("scheduler", "it is due", work.dueAt);
  const until = work?.dueAt ?? null;
  if (run.agent !== null) {
    // The time limit of a run under way is its own wake-up; without it nothing would end the run in time.
    const timed = run.timeoutSeconds !== null && run.startedAt !== null && run.status !== "stopping";
    return timed && until === null ? null : agentWait(run, run.agent, patient, until);
  }
  if (run.pending !== null) return wait("person", PENDING_FOR[run.pending], until);
  if (waitsForClaim(run)) return run.inQueue ? slotWait(run, patient, until) : null;
  if (isPipeline(run) && (run.status === "running" || run.status === "stopping")) {
    const pipeline = patient.pipelines.get(run.uuid);
    const live = pipeline === undefined ? 0 : pipeline.children - sum(pipeline.ended);
    if (live > 0) return wait("children", `${live} unfinished ${live === 1 ? "run" : "runs"}`, until);
  }
  return until === null ? null : wait("time", run.status === "retrying" ? "the next attempt" : "its next look", until);
}

const PENDING_FOR = {
  approval: "somebody to approve it",
  upload: "its files to be uploaded",
  cache: "the run whose result it shares",
  build: "its image to be built",
} as const;

function agentWait(run: RunFacts, name: string, { agents, now }: Patient, until: Instant | null): Wait {
  const agent = agents.get(name);
  if (agent === undefined) return wait("lost-agent", `agent ${name}, which is not known here`, until);
  const silent = agent.lostAt !== null || now - agent.heartbeatAt > SILENT_MS;
  if (silent) return wait("lost-agent", `agent ${name}, silent since ${iso(agent.heartbeatAt)}`, until);
  const doing = isElsewhere(run)
    ? "or another that works in a copy of its folder"
    : run.status === "stopping"
      ? "to end it"
      : "which executes it";
  return wait("agent", `agent ${name}, ${doing} (attempt ${run.attempt})`, until);
}

/** Any agent of its queue could take it now; what it waits for otherwise, other runs give back. */
const isTakeable = (run: RunFacts): boolean =>
  waitsForClaim(run) && run.inQueue && run.pending === null && !hasNoParentSlot(run);
const hasNoParentSlot = ({ parentSlots }: RunFacts): boolean =>
  parentSlots !== null && parentSlots.inUse >= parentSlots.most;

function slotWait(run: RunFacts, patient: Patient, until: Instant | null): Wait {
  const { message, parentSlots, queue, reason } = run;
  if (parentSlots !== null && hasNoParentSlot(run))
    return wait("slot", `one of its pipeline's ${parentSlots.most} slots`, until);
  const unserved = unservedQueue(queue, [...patient.agents.values()], patient);
  if (unserved !== null) return wait("slot", `an agent: ${describeUnserved(unserved)}`, until);
  if (message !== null && (reason === UNSCHEDULABLE || reason === WAITS_FOR_RESOURCES))
    return wait("slot", message, until);
  return wait("slot", queue === null || queue === "" ? "a free slot of an agent" : `a slot of queue ${queue}`, until);
}

function brokenRun(run: RunFacts, patient: Patient): readonly Finding[] {
  const { now, served } = patient;
  const findings: Finding[] = [];
  const found = (kind: FindingKind, what: string, repair: Repair | null, advice: string): void =>
    void findings.push({ kind, subject: run.uuid, since: run.since, what, repair, advice, version: run.version });

  if (waitsForClaim(run) && !run.inQueue)
    found("not-in-queue", "it is queued, but stands in no queue: no agent can take it", fixQueue(run), "queue it");
  if (!waitsForClaim(run) && run.inQueue)
    found(
      "in-queue-wrongly",
      `it stands in the queue, but is ${run.status}`,
      fixQueue(run),
      "take it out of the queue",
    );

  if (run.agent !== null) {
    const agent = patient.agents.get(run.agent);
    if (isDone(run.status)) {
      const gone = agent === undefined || agent.lostAt !== null || now - agent.heartbeatAt > SILENT_MS;
      // A working agent confirms the end itself, after the grace of the job.
      if (gone) {
        const what = `it is ${run.status}, but holds a slot of agent ${run.agent}, which does not answer`;
        found("slot-of-final-run", what, { kind: "free-slot", run: run.uuid }, "free the slot");
      } else if (now - run.since > LATE_MS)
        found(
          "slot-of-final-run",
          `it is ${run.status}, but agent ${run.agent} has not confirmed that its processes are gone`,
          null,
          "look at the processes on the agent's machine; restarting the agent makes it look again",
        );
    } else if (agent === undefined) {
      const what = `it is ${run.status} on agent ${run.agent}, which is not known here: nobody will report its end`;
      found("agent-unknown", what, { kind: "end-attempt", run: run.uuid }, "end the attempt as failed");
    }
  }

  if (isElsewhere(run) && now - run.since > SILENT_MS && isHere(run.agent, patient)) {
    const what = `agent ${run.agent} was handed it, does not know it, and does not start it: where the agent's folder is a copy, it may go on with the original`;
    found("attempt-elsewhere", what, null, ELSEWHERE_ADVICE);
  }
  if (!isDone(run.status) && isOfFailedDecision(run.reason))
    found("decision-fails", run.message ?? "nothing can be decided about it", null, DECISION_ADVICE);

  const dueAt = run.work?.dueAt ?? null;
  if (served && dueAt !== null && now - dueAt > LATE_MS) {
    if (run.work?.leased === true) {
      const what = `its lease ended at ${iso(dueAt)} and nobody has taken it since`;
      found("lease-expired", what, { kind: "break-lease", run: run.uuid }, "break the lease");
    } else
      found(
        "overdue",
        `it has been due since ${iso(dueAt)} and no scheduler has looked at it`,
        null,
        "start a server with --roles scheduler; if one runs, its log says why decisions fail",
      );
  }
  return findings;
}

const isElsewhere = ({ agent, reason, status }: RunFacts): boolean =>
  agent !== null && status === "unknown" && reason === ATTEMPT_ELSEWHERE;

/** Of one that is silent another finding tells. */
function isHere(name: string | null, { agents, now }: Patient): boolean {
  const agent = name === null ? undefined : agents.get(name);
  return agent !== undefined && agent.lostAt === null && now - agent.heartbeatAt <= SILENT_MS;
}

/** Not repaired: only a person knows whether there is an original, and what it still executes would run twice (I4). */
const ELSEWHERE_ADVICE =
  "if the agent was copied, start the original again; if not (its container or its machine was only restarted), nothing runs: " +
  "polyaxon ops stop, then ops restart";

const DECISION_ADVICE =
  "the server's log has the whole error; it is tried again by itself, at least once an hour; polyaxon ops stop ends the run";

const fixQueue = (run: RunFacts): Repair => ({ kind: "fix-queue", run: run.uuid });

function nobodyWakes(run: RunFacts): Finding {
  const { uuid, status, since, version } = run;
  const repair = { kind: "wake", run: uuid } as const;
  const stands = COMPILABLE.has(status) ? "is to be compiled" : `is ${status}`;
  const what = `it ${stands}, and neither a time nor anybody is named that would move it`;
  return { kind: "nobody-wakes-it", subject: uuid, since, what, repair, advice: "wake it", version };
}

function miscounted(pipeline: PipelineFacts): readonly Finding[] {
  const { uuid, version, created, children, slotsInUse, held } = pipeline;
  const says: string[] = [];
  if (slotsInUse !== held) says.push(`${slotsInUse} slots in use where ${held} children hold one`);
  if (!isDone(pipeline.status)) {
    if (created !== children) says.push(`${created} children created where there are ${children}`);
    for (const status of ENDS) {
      const heard = pipeline.counted[status] + pipeline.inbox[status];
      if (heard !== pipeline.ended[status]) says.push(`${heard} ${status} where there are ${pipeline.ended[status]}`);
    }
  }
  if (says.length === 0) return [];
  const what = `its counters disagree with its children: ${says.join(", ")}`;
  const repair = { kind: "recount", run: uuid } as const;
  return [{ kind: "counters-disagree", subject: uuid, since: null, what, repair, advice: "count anew", version }];
}

const ENDS = ["succeeded", "failed", "upstreamFailed", "stopped", "skipped"] as const satisfies (keyof ChildCounts)[];
const sum = (counts: ChildCounts): number => ENDS.reduce((total, status) => total + counts[status], 0);

function silentAgent(agent: DoctorFacts["agents"][number], now: Instant): readonly Finding[] {
  const { name, heartbeatAt, held, lostAt } = agent;
  if (held === 0 || (lostAt === null && now - heartbeatAt <= SILENT_MS)) return [];
  const what = `the agent holds ${held} ${held === 1 ? "run" : "runs"} and has not called in since ${iso(heartbeatAt)}`;
  const advice = "start it again: it takes its runs up; when its machine is gone for good, remove the agent";
  return [{ kind: "agent-silent", subject: name, since: heartbeatAt, what, repair: null, advice, version: null }];
}

const failingSideEffect = ({ id, kind, idempotencyKey, tries }: OutboxFacts): Finding => ({
  kind: "side-effect-failing",
  subject: idempotencyKey,
  since: null,
  what: `${kind} was tried ${tries} times in vain; the server's log says why`,
  repair: { kind: "retry-outbox", id },
  advice: "try it again at once",
  version: null,
});

function disagreeing({ example, since, uuid, what }: DocumentFacts): Finding {
  const base = { subject: uuid, since: null, version: null };
  if (what === "unreadable")
    return {
      ...base,
      kind: "document-unreadable",
      what: "its inputs, outputs, meta or tags are not JSON",
      repair: null,
      advice: "restore a backup, or replace them: PATCH /api/v1/OWNER/PROJECT/runs/UUID (tags: polyaxon ops update)",
    };
  if (what === "late")
    return {
      ...base,
      kind: "values-late",
      since: since ?? null,
      what: "the values it can be found by were not brought up to date with its documents",
      repair: { kind: "reindex", run: uuid },
      advice: "index it; a server that works does so by itself within seconds, so look whether one does",
    };
  return {
    ...base,
    kind: "values-disagree",
    what: `the ${what} it can be found by are not those of its documents${example === null ? "" : `, such as ${example}`}`,
    repair: { kind: "reindex", run: uuid },
    advice: "index it anew",
  };
}

const projectMissing = ({ projectId, runs }: MissingProject): Finding => ({
  kind: "project-missing",
  subject: `project ${projectId}`,
  since: null,
  what: `${runs} ${runs === 1 ? "run belongs" : "runs belong"} to a project that is not stored`,
  repair: { kind: "restore-project", projectId },
  advice: `store it again as recovered-${projectId}`,
  version: null,
});

const strayFolder = (folder: string): Finding => ({
  kind: "artifacts-without-run",
  subject: folder,
  since: null,
  what: "an artifacts folder that belongs to no run",
  repair: { kind: "set-aside", folder },
  advice: "move it to stray-artifacts/, beside the artifacts folder, for you to look at and delete",
  version: null,
});

const iso = (instant: Instant): string => new Date(instant).toISOString();

import {
  type AttemptOutcome,
  type ClaimedRun,
  type HostResources,
  NOTHING,
  type RunId,
  type RunResources,
} from "@polyaxon/orchestrator";
import type { Process } from "./timeline.ts";
import type { World } from "./world.ts";

/** One attempt as processes on a machine. */
export interface Job {
  readonly run: RunId;
  readonly attempt: number;
  state: "running" | "ended";
  outcome: AttemptOutcome | null;
  readonly asked: RunResources;
  readonly gpus: readonly string[];
  readonly watchers: { readonly owner: Process; readonly onEnd: (outcome: AttemptOutcome) => void }[];
}

/** Of a job that never ran. */
const NO_SHARE = { asked: NOTHING, gpus: [] };
const GRACE_MS = 3_000;
/** Scratch of an ended attempt is cleaned after so long: from then on it reads as not started. */
const KEEP_MS = 120_000;

/** A machine and its executor. Nothing here depends on an agent: jobs go on when agents and servers die (I10). */
export class Host {
  readonly name: string;
  readonly slots: number;
  readonly queues: readonly string[];
  readonly resources: HostResources | null;
  readonly jobs = new Map<string, Job>();
  /** Attempts that ended, for ever: what really happened. */
  readonly ended = new Map<string, AttemptOutcome>();
  /** Told of every job that really starts. */
  onStart: (job: Job) => void = () => {};
  readonly #world: World;

  constructor(
    world: World,
    name: string,
    slots: number,
    queues: readonly string[],
    resources: HostResources | null = null,
  ) {
    this.#world = world;
    this.name = name;
    this.slots = slots;
    this.queues = queues;
    this.resources = resources;
  }

  running(): readonly Job[] {
    return [...this.jobs.values()].filter(({ state }) => state === "running");
  }

  /** Starts it once, however often it is asked; resolves to how it ended when nothing of it can exist, else to null. */
  async start(claim: ClaimedRun, owner: Process): Promise<AttemptOutcome | null> {
    await this.#reach();
    const key = keyOf(claim.run.uuid, claim.attempt);
    const known = this.jobs.get(key);
    const refused = known === undefined && this.#world.fault(0.01);
    if (refused) this.#refuse(claim);
    else if (known === undefined) this.#launch(claim);
    await this.#world.timeline.pause(this.#world.random.int(0, 20), owner);
    return refused ? (this.jobs.get(key)?.outcome ?? null) : null;
  }

  async watch(
    run: RunId,
    attempt: number,
    owner: Process,
    onEnd: (outcome: AttemptOutcome) => void,
  ): Promise<"running" | "ended" | "not-started"> {
    await this.#world.timeline.pause(this.#world.random.int(0, 5), owner);
    const job = this.jobs.get(keyOf(run, attempt));
    if (job === undefined) return "not-started";
    const { outcome } = job;
    if (outcome === null) job.watchers.push({ owner, onEnd });
    else this.#world.timeline.after(1, owner, () => onEnd(outcome));
    return job.state;
  }

  /** SIGTERM, SIGKILL after the grace; resolves when nothing is left. What was never started is barred from starting. */
  async stop(run: RunId, attempt: number, owner: Process): Promise<void> {
    await this.#reach();
    const key = keyOf(run, attempt);
    const job = this.jobs.get(key);
    if (job === undefined) {
      const outcome: AttemptOutcome = { kind: "stopped" };
      this.jobs.set(key, { run, attempt, state: "ended", outcome, watchers: [], ...NO_SHARE });
      return;
    }
    if (job.state === "ended") return;
    await new Promise<void>((resolve) => {
      this.#world.timeline.after(this.#world.random.int(0, GRACE_MS), null, () => {
        this.#end(job, { kind: "stopped", message: "stopped on request" });
        this.#world.timeline.after(1, owner, resolve);
      });
    });
  }

  /** A job's supervisor is killed: its processes go with it. */
  loseSupervisor(): void {
    const [job] = this.running();
    if (job === undefined) return;
    this.#world.note(this.name, `loses the supervisor of ${nameOf(job)}`);
    this.#end(job, { kind: "failed", reason: "SupervisorLost", message: "the supervisor is gone", retryable: true });
  }

  /** Barred: an agent that comes later must not start it after all. */
  #refuse({ run, attempt }: ClaimedRun): void {
    const retryable = this.#world.random.chance(0.5);
    const outcome: AttemptOutcome = { kind: "failed", reason: "StartRefused", message: "not now", retryable };
    this.jobs.set(keyOf(run.uuid, attempt), {
      run: run.uuid,
      attempt,
      state: "ended",
      outcome,
      watchers: [],
      ...NO_SHARE,
    });
  }

  #launch(claim: ClaimedRun): void {
    const { random, timeline } = this.#world;
    const job: Job = {
      run: claim.run.uuid,
      attempt: claim.attempt,
      state: "running",
      outcome: null,
      asked: claim.run.resources ?? NOTHING,
      gpus: claim.gpus ?? [],
      watchers: [],
    };
    this.jobs.set(keyOf(job.run, job.attempt), job);
    this.#world.note(this.name, `starts ${nameOf(job)}`);
    this.onStart(job);
    // Only the time limit, or a person, ends a job that hangs.
    if (claim.run.limits.timeoutSeconds !== null && random.chance(0.35)) return;
    const exitCode = random.chance(0.3) ? random.int(1, 3) : 0;
    const runsMs = random.chance(0.15) ? random.int(5_000, 40_000) : random.int(0, 3_000);
    timeline.after(runsMs, null, () => this.#end(job, { kind: "exited", exitCode }));
  }

  #end(job: Job, outcome: AttemptOutcome): void {
    if (job.state === "ended") return;
    job.state = "ended";
    job.outcome = outcome;
    const key = keyOf(job.run, job.attempt);
    this.ended.set(key, outcome);
    const what = outcome.kind === "exited" ? `exit code ${outcome.exitCode}` : outcome.kind;
    this.#world.note(this.name, `${nameOf(job)} ends: ${what}`);
    for (const { owner, onEnd } of job.watchers) this.#world.timeline.after(5, owner, () => onEnd(outcome));
  }

  /** Forgets attempts that nobody holds, long after their end. */
  clean(isHeld: (key: string) => boolean): void {
    for (const [key, job] of this.jobs) {
      if (job.state === "running" || isHeld(key)) continue;
      this.#world.timeline.after(KEEP_MS, null, () => {
        if (!isHeld(key)) this.jobs.delete(key);
      });
    }
  }

  /** The way to the machine's processes; what was sent arrives even when the sender dies meanwhile. */
  #reach(): Promise<void> {
    return this.#world.timeline.pause(this.#world.random.int(0, 20), null);
  }
}

export const keyOf = (run: string, attempt: number): string => `${run}.${attempt}`;
export const nameOf = ({ run, attempt }: { readonly run: string; readonly attempt: number }): string =>
  `${run.slice(0, 6)}.${attempt}`;

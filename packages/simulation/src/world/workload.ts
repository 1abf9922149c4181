import { isDone } from "@polyaxon/lifecycle";
import { type RunId, prepareSubmission } from "@polyaxon/orchestrator";
import type { RunRow } from "../model/tables.ts";
import type { Operations } from "../model/model-store.ts";
import type { World } from "./world.ts";

export const PROJECT = "sim";
/** Runs of this name make `advance` throw. */
export const POISON = "poison";

/** People: they submit, stop, approve, resume and delete at any moment. */
export class Workload {
  readonly #world: World;
  readonly #queues: readonly string[];
  readonly #now: () => number;

  constructor(world: World, queues: readonly string[], now: () => number) {
    this.#world = world;
    this.#queues = queues;
    this.#now = now;
    const project = { uuid: "project", name: PROJECT, description: null, tags: [], readme: null, user: null };
    world.perform("createProject", [{ ...project, createdAt: now() }]);
  }

  submit(): void {
    const { random } = this.#world;
    const isMatrix = random.chance(0.4);
    const name = !isMatrix && random.chance(0.04) ? POISON : isMatrix ? "sweep" : "single";
    const queue = random.chance(0.3) ? { queue: random.pick(this.#queues) } : {};
    const timeout = random.chance(0.4) ? { timeout: random.int(2, 40) } : {};
    const retries = random.chance(0.5) ? { maxRetries: random.int(1, 3) } : {};
    const container = { image: "x", command: ["true"], ...this.#resources(isMatrix) };
    const run = { kind: random.chance(0.1) ? "service" : "job", container };
    const operation = {
      version: 1.1,
      kind: "operation",
      name,
      ...queue,
      ...(!isMatrix && random.chance(0.1) ? { isApproved: false } : {}),
      termination: { ...timeout, ...retries },
      ...(isMatrix ? { matrix: this.#matrix() } : {}),
      component: { kind: "component", ...(isMatrix ? { inputs: [{ name: "x", type: "int" }] } : {}), run },
    };
    const prepared = prepareSubmission({
      uuid: random.hex() as RunId,
      project: PROJECT,
      managedBy: "agent",
      user: null,
      now: this.#now(),
      content: JSON.stringify(operation),
    });
    if (prepared.kind === "refused") throw new Error(`the workload is wrong: ${prepared.messages.join(", ")}`);
    this.#do("createRuns", [[prepared.run]], `submits ${name} ${prepared.run.uuid.slice(0, 6)}`);
  }

  /** Some runs ask for a part of a host; now and then one asks for more than any has. */
  #resources(isMatrix: boolean): object {
    const { random } = this.#world;
    if (random.chance(0.5)) return {};
    const gpu = !isMatrix && random.chance(0.05) ? 9 : random.int(0, 2);
    const requests = {
      cpu: random.pick([0, "500m", 1, 2]),
      memory: random.pick([0, 1_000, 4_000]),
      "nvidia.com/gpu": gpu,
    };
    return { resources: { requests } };
  }

  #matrix(): object {
    const { random } = this.#world;
    const value = Array.from({ length: random.int(1, 7) }, (_, index) => index);
    const stopEarly = random.chance(0.15)
      ? { earlyStopping: [{ kind: "failure_early_stopping", percent: random.pick([30, 60]) }] }
      : {};
    const limit = random.chance(0.7) ? { concurrency: random.int(1, 3) } : {};
    return { kind: "grid", ...limit, ...stopEarly, params: { x: { kind: "choice", value } } };
  }

  /** Something that a person does to a run that exists. */
  interfere(): void {
    const { random, model } = this.#world;
    const runs = model.tables.runs.values();
    if (runs.length === 0) return;
    const row = random.pick(runs);
    const now = this.#now();
    const uuids = [row.uuid];
    const short = row.uuid.slice(0, 6);
    switch (random.int(0, 11)) {
      case 0:
      case 1:
      case 2:
        return this.#do("stopRuns", [uuids, { reason: "EventHandler", user: "ada", now }], `stops ${short}`);
      case 3:
      case 4:
        return this.#do("approveRuns", [uuids, { now }], `approves ${short}`);
      case 5:
      case 6:
      case 7:
        return this.#resume(row, now);
      case 8: {
        const type = random.pick(["failed", "succeeded", "stopped", "running"] as const);
        const condition = { type, reason: "PeopleSay" };
        const force = random.chance(0.4);
        return this.#do("addCondition", [row.uuid, condition, { force, now }], `says ${type} of ${short}`);
      }
      case 9:
        return this.#do("skipRuns", [uuids, { reason: "StateManager", now }], `skips ${short}`);
      default:
        if (random.chance(0.5)) return this.#do("deleteRuns", [uuids, now], `deletes ${short}`);
        return this.#do("setLiveState", [uuids, 0, now], `archives ${short}`);
    }
  }

  #resume(row: RunRow, now: number): void {
    if (!isDone(row.status) || row.liveState === -1) return;
    this.#do("resumeRun", [row.uuid, {}, now], `resumes ${row.uuid.slice(0, 6)} (${row.kind}, ${row.status})`);
  }

  /** Somebody comes back from lunch. */
  approveAll(): void {
    const waiting = this.#world.model.tables.runs.values().filter(({ pending }) => pending !== null);
    const uuids = waiting.map(({ uuid }) => uuid).filter(() => this.#world.random.chance(0.8));
    this.#do("approveRuns", [uuids, { now: this.#now() }], `approves ${uuids.length} runs`);
  }

  #do<N extends keyof Operations>(name: N, args: Parameters<Operations[N]>, what: string): void {
    this.#world.note("people", what);
    this.#world.perform(name, args);
  }
}

import type { NewRun, RunId, RunPatch, Save, Store, WorkItem } from "@polyaxon/orchestrator";
import { expect } from "vitest";

/** What an adapter provides to be examined. */
export interface StoreHarness {
  /** A store on an empty database of its own. */
  open(): Promise<OpenedStore>;
}

export interface OpenedStore {
  readonly store: Store;
  /** Closes the store and opens another on the same database. */
  reopen(): Promise<Store>;
  /** Opens another store on the same database, which `dispose` closes; absent where there is one at a time. */
  beside?(): Promise<Store>;
  /** How another process opens the same database: a module that exports `open(options): Promise<Store>`. */
  readonly elsewhere: { readonly module: string; readonly options: Record<string, unknown> };
  /** Closes what is open and removes the database. */
  dispose(): Promise<void>;
}

export const PROJECT = "digits";
const AGENT = "agent-1";

export const runId = (index: number): RunId => index.toString(16).padStart(32, "0") as RunId;

/** Which of the runs of the durability test have many params, the last of which are not indexed with them. */
export const logsMany = (index: number): boolean => index % 16 === 2;
/** Which have points. */
export const logsPoints = (index: number): boolean => index % 4 === 1;

export function newRun(index: number, more: Partial<NewRun> = {}): NewRun {
  return {
    uuid: runId(index),
    project: PROJECT,
    name: `run-${index}`,
    description: null,
    tags: [],
    user: null,
    kind: "job",
    runtime: "job",
    managedBy: "agent",
    pending: null,
    rawContent: "{}",
    inputs: null,
    metaInfo: {},
    original: null,
    pipeline: null,
    controller: null,
    createdAt: index,
    ...more,
  };
}

export async function makeProject(store: Store, name = PROJECT): Promise<void> {
  const outcome = await store.createProject({
    uuid: `uuid-of-${name}`,
    name,
    description: null,
    tags: [],
    readme: null,
    user: null,
    createdAt: 0,
  });
  expect(outcome.kind).toBe("created");
}

/** A store with the project in which `newRun` puts its runs. */
export async function openWithProject(harness: StoreHarness): Promise<OpenedStore> {
  const opened = await harness.open();
  await makeProject(opened.store);
  return opened;
}

export async function create(store: Store, ...runs: readonly NewRun[]): Promise<void> {
  expect(await store.createRuns(runs)).toEqual({ kind: "created" });
}

export const leaseAll = (store: Store, now: number, token = "lease"): Promise<readonly WorkItem[]> =>
  store.leaseDue({ now, limit: 10_000, perPipeline: 10_000, leaseMs: 1_000, token });

export const saveOf = (item: WorkItem, now: number, more: Partial<Save> = {}): Save => ({
  run: item.run.uuid,
  expectedVersion: item.run.version,
  leaseToken: item.leaseToken,
  seq: item.seq,
  changes: [],
  wakeAt: null,
  now,
  ...more,
});

export const COMPILED_AND_QUEUED: Save["changes"] = [
  { kind: "set", fields: { content: '{"compiled":true}' } },
  { kind: "status", condition: { type: "compiled", reason: "SchedulerPrepare" } },
  { kind: "status", condition: { type: "queued", reason: "SchedulerStart" } },
];

/** Creates runs and brings them into the queue, as the scheduler would; others that are due stay so. */
export async function createQueued(store: Store, now: number, ...runs: readonly NewRun[]): Promise<void> {
  await create(store, ...runs);
  const named = new Set(runs.map(({ uuid }) => uuid));
  await queue(store, now, (item) => named.has(item.run.uuid));
}

/** Every leaf that is due goes into the queue. */
export const queueAll = (store: Store, now: number): Promise<void> =>
  queue(store, now, ({ run }) => run.kind !== "matrix");

async function queue(store: Store, now: number, chosen: (item: WorkItem) => boolean): Promise<void> {
  const items = await leaseAll(store, now, "queue");
  const outcomes = await store.saveAll(
    items.map((item) => saveOf(item, now, chosen(item) ? { changes: COMPILED_AND_QUEUED } : { wakeAt: now })),
  );
  expect(outcomes.every(({ kind }) => kind === "saved")).toBe(true);
}

/** Creates runs that one agent holds, each in status `running`. */
export async function createRunning(store: Store, now: number, ...runs: readonly NewRun[]): Promise<void> {
  await createQueued(store, now, ...runs);
  const claims = await store.claim({ agent: AGENT, limit: runs.length, queues: [], now });
  expect(claims.map(({ run }) => run.uuid).sort()).toEqual(runs.map(({ uuid }) => uuid).sort());
  const acks = await store.report(
    AGENT,
    claims.map(({ run, attempt }) => ({ kind: "status", run: run.uuid, attempt, condition: { type: "running" } })),
    now,
  );
  expect(acks.every(({ kind }) => kind === "accepted")).toBe(true);
}

export async function finish(
  store: Store,
  run: RunId,
  now: number,
  exitCode = 0,
  attempt = 1,
  agent = AGENT,
): Promise<string> {
  const [ack] = await store.report(
    agent,
    [{ kind: "finished", run, attempt, outcome: { kind: "exited", exitCode } }],
    now,
  );
  return ack?.kind ?? "none";
}

export async function patch(store: Store, run: RunId, changes: RunPatch, now = 1): Promise<void> {
  expect(await store.patchRun(run, changes, { now })).toBe("done");
}

export async function statusOf(store: Store, run: RunId): Promise<string | undefined> {
  return (await store.getRun(run))?.status;
}

export async function typesOf(store: Store, run: RunId): Promise<readonly string[]> {
  return (await store.getConditions(run)).map(({ type }) => type);
}

import type { Store, StoreChange } from "@polyaxon/orchestrator";
import { enterAgent, giveUpAgent, heartbeat, listAgents, markAgentLost, registerAgent } from "./agents.ts";
import { isFencedOff, isSuperseded } from "./fence.ts";
import { askingRuns, claim, report, stopping, tellFit } from "./claims.ts";
import {
  addCondition,
  approveRuns,
  patchRun,
  removeDeleted,
  resumeRun,
  setLiveState,
  skipRuns,
  stopRuns,
  tagRuns,
} from "./commands.ts";
import { createRuns } from "./create-runs.ts";
import { clean, stored } from "./documents.ts";
import { setManualEdges } from "./edges.ts";
import { listArtifacts, listEdges, listProjectArtifacts, listProjects, listRuns, textOf } from "./lists.ts";
import {
  bookmarkProject,
  createProject,
  knownProject,
  projectRecord,
  setProjectLiveState,
  transferRuns,
  updateProject,
} from "./projects.ts";
import { detail, record } from "./read-run.ts";
import {
  appendSeries,
  sealSeries,
  sealedSeries,
  seriesBlocks,
  seriesChunks,
  seriesToSettle,
  settleSeries,
  tailsToSeal,
} from "./series.ts";
import { runStats } from "./run-stats.ts";
import { type Defect, Tables } from "./tables.ts";
import { breakAllLeases, bringForward, latestChange, leaseDue, nextWakeAt, releaseLease, save } from "./work.ts";

type Sync<F> = F extends (...args: infer A) => Promise<infer R> ? (...args: A) => R : never;
type OperationName = Exclude<keyof Store, "subscribe" | "close">;
/** The store's methods, each done at once. */
export type Operations = { readonly [N in OperationName]: Sync<Store[N]> };

export interface Model {
  readonly tables: Tables;
  /** Each is one unit: it commits when it returns and is taken back when it throws. */
  readonly operations: Operations;
  /** Called after each unit that changed something. */
  onCommit(listener: (change: StoreChange) => void): () => void;
}

/** What a database does for the store, without one: the same promises, in memory, one unit after the other. */
export function createModel(defects: readonly Defect[] = []): Model {
  const tables = new Tables(defects);
  const listeners = new Set<{ readonly listener: (change: StoreChange) => void }>();

  function unit<T>(change: () => T): T {
    try {
      const result = change();
      tables.journal.commit();
      const news = tables.takeAnnouncements();
      if (news !== null) for (const { listener } of listeners) listener(news);
      return result;
    } catch (error) {
      tables.journal.rollBack();
      tables.takeAnnouncements();
      throw error;
    }
  }

  const operations: Operations = {
    createProject: (project) => unit(() => createProject(tables, project)),
    getProject(name) {
      const row = knownProject(tables, name);
      return row === undefined ? null : projectRecord(tables, row);
    },
    // The present matters to `last_month` alone, which no simulated world asks for.
    listProjects: (options) => listProjects(tables, options, Date.now()),
    updateProject: (name, patch, now) => unit(() => updateProject(tables, name, patch, now)),
    deleteProject: (name, now) =>
      unit(() => setProjectLiveState(tables, name, -1, now)) === "done" ? "deleted" : "not-found",
    setProjectLiveState: (name, liveState, now) => unit(() => setProjectLiveState(tables, name, liveState, now)),
    bookmarkProject: (name, bookmarked) => unit(() => bookmarkProject(tables, name, bookmarked)),

    createRuns: (runs) => unit(() => createRuns(tables, runs)),
    getRun(uuid) {
      const row = tables.runs.get(uuid);
      return row === undefined ? null : { ...detail(tables, row), bookmarked: tables.bookmarks.has(`run ${uuid}`) };
    },
    getRunText(uuid) {
      const row = tables.runs.get(uuid);
      if (row === undefined) return null;
      const { description, liveState, readme, rawContent, content } = row;
      const run = { ...record(tables, row), bookmarked: tables.bookmarks.has(`run ${uuid}`) };
      return { ...textOf(run), project: run.project, description, liveState, readme, rawContent, content };
    },
    placeOf(uuid) {
      const row = tables.runs.get(uuid);
      return row === undefined ? null : { project: detail(tables, row).project, attempt: row.attempt };
    },
    listRuns: (project, options) => listRuns(tables, project, options, Date.now()),
    listRunTexts(project, options) {
      const page = listRuns(tables, project, options, Date.now());
      return { ...page, results: page.results.map(textOf) };
    },
    runStats: (project, request) => runStats(tables, project, request, Date.now()),
    getConditions: (uuid) => tables.runs.get(uuid)?.conditions ?? [],
    addCondition: (uuid, condition, options) => unit(() => addCondition(tables, uuid, condition, options)),
    patchRun: (uuid, patch, options) => unit(() => patchRun(tables, uuid, patch, options)),
    stopRuns: (uuids, options) => unit(() => stopRuns(tables, uuids, options)),
    skipRuns: (uuids, options) => unit(() => skipRuns(tables, uuids, options)),
    approveRuns: (uuids, options) => unit(() => approveRuns(tables, uuids, options)),
    resumeRun: (uuid, changes, now) => unit(() => resumeRun(tables, uuid, changes, now)),
    deleteRuns: (uuids, now) => unit(() => setLiveState(tables, uuids, -1, now)),
    setLiveState: (uuids, liveState, now) => unit(() => setLiveState(tables, uuids, liveState, now)),
    removeDeleted: (request) => unit(() => removeDeleted(tables, request)),
    tagRuns: (uuids, tags, now) => unit(() => tagRuns(tables, uuids, tags, now)),
    transferRuns: (uuids, project, now) => unit(() => transferRuns(tables, uuids, project, now)),
    bookmarkRuns: (uuids, bookmarked) =>
      unit(() => {
        for (const uuid of uuids.filter((each) => tables.runs.has(each))) {
          if (bookmarked) tables.bookmarks.set(`run ${uuid}`, true);
          else tables.bookmarks.delete(`run ${uuid}`);
        }
      }),
    putArtifacts: (uuid, artifacts, fence) =>
      unit(() => {
        const row = tables.runs.get(uuid);
        if (row === undefined) return "not-found";
        if (isFencedOff(tables, row, fence)) return "stale-attempt";
        for (const artifact of artifacts) {
          const { name, state, path, summary } = artifact;
          const kept = { ...artifact, run: uuid, name: clean(name), path: clean(path), summary: stored(summary) };
          tables.artifacts.set(JSON.stringify([uuid, clean(name), state]), kept);
        }
        tables.announced.runs.add(uuid);
        return "done";
      }),
    listArtifacts: (uuid, options) => listArtifacts(tables, uuid, options),
    listProjectArtifacts: (project, options) => listProjectArtifacts(tables, project, options),
    deleteArtifact: (uuid, name) =>
      unit(() => {
        const gone = tables.artifacts.values().filter((each) => each.run === uuid && each.name === clean(name));
        for (const each of gone) tables.artifacts.delete(JSON.stringify([uuid, each.name, each.state]));
        return gone.length === 0 ? "not-found" : "deleted";
      }),

    listEdges: (uuid, towards, options) => listEdges(tables, uuid, towards, options),
    setManualEdges: (uuid, edges, options) => unit(() => setManualEdges(tables, uuid, edges, options)),

    // Lists of the model read the documents.
    runsToIndex: () => [],
    indexRun: () => {},

    appendSeries: (uuid, block, options) => unit(() => appendSeries(tables, uuid, block, options)),
    seriesToSettle: (request) => seriesToSettle(tables, request),
    settleSeries: (uuid, now) => unit(() => settleSeries(tables, uuid, now)),
    seriesBlocks: (uuid, page) => seriesBlocks(tables, uuid, page),
    sealedSeries: (uuids, names) => sealedSeries(tables, uuids, names),
    tailsToSeal: (rule) => tailsToSeal(tables, rule),
    sealSeries: (uuid, seal) => unit(() => sealSeries(tables, uuid, seal)),
    seriesChunks: (uuid) => seriesChunks(tables, uuid),

    leaseDue: (request) => unit(() => leaseDue(tables, request)),
    // Each stands or falls alone: one that cannot be stored keeps its lease until that runs out.
    saveAll: (saves) =>
      saves.map((each) => {
        try {
          return unit(() => save(tables, each));
        } catch (error) {
          return { kind: "failed", error };
        }
      }),
    releaseLease: (run, token, retryAt) => unit(() => releaseLease(tables, run, token, retryAt)),
    nextWakeAt: () => nextWakeAt(tables),
    latestChange: () => latestChange(tables),
    bringForward: (ms, now) => unit(() => bringForward(tables, ms, now)),
    breakAllLeases: () => unit(() => breakAllLeases(tables)),

    registerAgent: (agent, now) => unit(() => registerAgent(tables, agent, now)),
    heartbeat: (agent, now, by) => unit(() => heartbeat(tables, agent, now, by)),
    claim: (request) => unit(() => claim(tables, request)),
    askingRuns: (page) => askingRuns(tables, page),
    tellFit: (run, word, now) => unit(() => tellFit(tables, run, word, now)),
    stopping: (agent) => stopping(tables, agent),
    report: (agent, reports, now, session = null) =>
      session !== null && isSuperseded(tables, agent, session)
        ? reports.map(({ attempt, run }) => ({ run, attempt, kind: "stale" }))
        : reports.map((each) => unit(() => report(tables, agent, each, now))),

    enterAgent: (request, agent) => unit(() => enterAgent(tables, request, agent)),
    isSuperseded: (agent, session) => isSuperseded(tables, agent, session),
    listAgents: () => listAgents(tables),
    markAgentLost: (verdict) => unit(() => markAgentLost(tables, verdict)),
    giveUpAgent: (verdict) => unit(() => giveUpAgent(tables, verdict)),
    createAgentToken: ({ hash, agent }) => unit(() => tables.tokens.set(hash, agent)),
    agentOfToken: (hash) => tables.tokens.get(hash) ?? null,
    revokeAgentTokens: (agent) =>
      unit(() => {
        const hashes = tables.tokens.entries().filter(([, owner]) => owner === agent);
        for (const [hash] of hashes) tables.tokens.delete(hash);
        return hashes.length;
      }),

    takeOutbox: ({ now, limit, leaseMs }) =>
      unit(() => {
        const due = tables.outbox.values().filter(({ dueAt }) => dueAt <= now);
        const taken = due.toSorted((a, b) => a.dueAt - b.dueAt || a.id - b.id).slice(0, limit);
        return taken.map((row) => {
          const { dueAt: _dueAt, ...entry } = { ...row, tries: row.tries + 1 };
          tables.outbox.set(entry.idempotencyKey, { ...entry, dueAt: now + leaseMs });
          return entry;
        });
      }),
    settleOutbox: (ids) =>
      unit(() => {
        for (const row of tables.outbox.values()) if (ids.includes(row.id)) tables.outbox.delete(row.idempotencyKey);
      }),
    ping: () => undefined,
  };

  return {
    tables,
    operations,
    onCommit(listener) {
      const entry = { listener };
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
  };
}

/** The model as a store: every answer comes one microtask later, as a promise must. */
export function modelStore(model: Model = createModel()): Store {
  const answered = Object.fromEntries(
    Object.entries(model.operations).map(([name, operation]) => [
      name,
      async (...args: readonly unknown[]) => {
        await Promise.resolve();
        return (operation as (...given: readonly unknown[]) => unknown)(...args);
      },
    ]),
  ) as unknown as Omit<Store, "subscribe" | "close">;
  return { ...answered, subscribe: (listener) => model.onCommit(listener), close: async () => {} };
}

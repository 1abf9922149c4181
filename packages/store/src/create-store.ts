import type { Instant } from "@polyaxon/lifecycle";
import type {
  AttemptReport,
  DoctorStore,
  Logger,
  ReportAck,
  RunId,
  Save,
  SaveOutcome,
  Store,
} from "@polyaxon/orchestrator";
import { StoreError } from "./errors.ts";
import { readByValue } from "./read-by-value.ts";
import {
  getConditions,
  getProject,
  getRun,
  getRunText,
  latestChange,
  nextWakeAt,
  placeOf,
} from "./reads/point-reads.ts";
import type { ReadArgs, ReadName, ReadResult } from "./reads/reads.ts";
import { runsToIndex } from "./reads/runs-to-index.ts";
import { textFromValues } from "./rows/run-text.ts";
import type { Database } from "./statement.ts";
import type { Subscribers } from "./subscribers.ts";
import { agentOfToken, listAgents } from "./units/agents.ts";
import { stopping } from "./units/claims.ts";
import { isSuperseded } from "./units/fence.ts";
import type { UnitArgs, UnitName, UnitResult } from "./units/units.ts";

/** What an adapter provides: how a named unit is committed and how a named read is run. */
export interface StoreEngine {
  /** Resolves after the commit is on disk. Calls made in one turn are committed in the order they were made. */
  write(name: UnitName, args: unknown): Promise<unknown>;
  read(name: ReadName, args: unknown): Promise<unknown>;
  /** For reads of one thing by its key, in the caller's thread. */
  readonly point: Database;
  readonly subscribers: Subscribers;
  readonly now: () => number;
  readonly logger?: Logger;
  close(): Promise<void>;
}

/** The ports over an engine: the same for every database. */
export function createStore(engine: StoreEngine): Store & DoctorStore {
  const write = <N extends UnitName>(name: N, args: UnitArgs<N>) => engine.write(name, args) as Promise<UnitResult<N>>;
  const read = <N extends ReadName>(name: N, args: ReadArgs<N>) => engine.read(name, args) as Promise<ReadResult<N>>;
  const { logger, now, point } = engine;
  const byValue = { read, indexRun: (args: UnitArgs<"indexRun">) => write("indexRun", args), now, logger };

  async function saveOne(save: Save): Promise<SaveOutcome> {
    try {
      return await write("save", save);
    } catch (error) {
      // It fails alone (I6). Its lease stays, so that a decision that cannot be stored is not repeated at once for ever.
      if (!(error instanceof StoreError) || error.code === "unit") return { kind: "failed", error };
      // Nothing is wrong with the decision: the disk is full, or the database is away.
      engine.logger?.error(
        { runId: save.run, error },
        "a decision could not be stored; it is due again when its lease ends",
      );
      return { kind: "conflict" };
    }
  }

  /** What is said of one run is stored together, and fails alone (I6). */
  async function reportAll(
    agent: string,
    reports: readonly AttemptReport[],
    now: Instant,
    session: string | null,
  ): Promise<readonly ReportAck[]> {
    const byRun = new Map<RunId, AttemptReport[]>();
    for (const report of reports) byRun.set(report.run, [...(byRun.get(report.run) ?? []), report]);
    const acks = new Map<AttemptReport, ReportAck>();
    const each = [...byRun].map(async ([run, said]) => {
      for (const [index, ack] of (await write("report", { agent, run, reports: said, now, session })).entries()) {
        acks.set(said[index] as AttemptReport, ack);
      }
    });
    await Promise.all(each);
    return reports.map((report) => acks.get(report) as ReportAck);
  }

  return {
    createProject: (project) => write("createProject", { project }),
    getProject: (name) => getProject(point, name),
    listProjects: (options) => read("listProjects", { options, now: engine.now() }),
    updateProject: (name, patch, now) => write("updateProject", { name, patch, now }),
    deleteProject: async (name, now) =>
      (await write("setProjectLiveState", { name, liveState: -1, now })) === "done" ? "deleted" : "not-found",
    setProjectLiveState: (name, liveState, now) => write("setProjectLiveState", { name, liveState, now }),
    bookmarkProject: (name, bookmarked) => write("bookmarkProject", { name, bookmarked }),

    createRuns: (runs) => write("createRuns", { runs }),
    getRun: (uuid) => getRun(point, uuid),
    getRunText: (uuid, trusted) => getRunText(point, uuid, trusted),
    placeOf: (uuid) => placeOf(point, uuid),
    listRuns: (project, options) => readByValue("listRuns", { project, options, now: now() }, byValue),
    async listRunTexts(project, options) {
      const page = await readByValue("listRunTexts", { project, options, now: now() }, byValue);
      return { ...page, results: page.results.map(textFromValues) };
    },
    runStats: (project, request) => readByValue("runStats", { project, request, now: now() }, byValue),
    getConditions: (uuid) => getConditions(point, uuid),
    addCondition: (uuid, condition, options) => write("addCondition", { uuid, condition, ...options }),
    patchRun: (uuid, patch, options) => write("patchRun", { uuid, patch, ...options }),
    stopRuns: (uuids, options) => write("stopRuns", { uuids, ...options }),
    skipRuns: (uuids, options) => write("skipRuns", { uuids, ...options }),
    approveRuns: (uuids, options) => write("approveRuns", { uuids, ...options }),
    resumeRun: (uuid, changes, now) => write("resumeRun", { uuid, changes, now }),
    deleteRuns: (uuids, now) => write("setLiveState", { uuids, liveState: -1, now }),
    setLiveState: (uuids, liveState, now) => write("setLiveState", { uuids, liveState, now }),
    removeDeleted: (request) => write("removeDeleted", request),
    tagRuns: (uuids, tags, now) => write("tagRuns", { uuids, tags, now }),
    transferRuns: (uuids, project, now) => write("transferRuns", { uuids, project, now }),
    bookmarkRuns: (uuids, bookmarked) => write("bookmarkRuns", { uuids, bookmarked }),
    putArtifacts: (uuid, artifacts, options) => write("putArtifacts", { uuid, artifacts, ...options }),
    listArtifacts: (uuid, options) => read("listArtifacts", { uuid, options }),
    listProjectArtifacts: (project, options) => read("listProjectArtifacts", { project, options }),
    deleteArtifact: (uuid, name) => write("deleteArtifact", { uuid, name }),
    listEdges: (uuid, towards, options) => read("listEdges", { uuid, towards, options }),
    setManualEdges: (uuid, edges, options) => write("setManualEdges", { uuid, edges, ...options }),

    runsToIndex: (request) => runsToIndex(point, request),
    indexRun: (uuid, at) => write("indexRun", { uuid, now: at }),

    appendSeries: (uuid, block, options) => write("appendSeries", { uuid, block, ...options }),
    seriesToSettle: (request) => read("seriesToSettle", request),
    settleSeries: (uuid, now) => write("settleSeries", { uuid, now }),
    seriesBlocks: (uuid, page) => read("seriesBlocks", { uuid, ...page }),
    sealedSeries: (uuids, names) => read("sealedSeries", { uuids, names }),
    tailsToSeal: (rule) => read("tailsToSeal", rule),
    sealSeries: (uuid, seal) => write("sealSeries", { uuid, ...seal }),
    seriesChunks: (uuid) => read("seriesChunks", { uuid }),

    leaseDue: (request) => write("leaseDue", request),
    saveAll: (saves) => Promise.all(saves.map(saveOne)),
    releaseLease: (run, leaseToken, retryAt) => write("releaseLease", { run, leaseToken, retryAt }),
    nextWakeAt: () => nextWakeAt(point),
    latestChange: () => latestChange(point),
    bringForward: (ms, now) => write("bringForward", { ms, now }),
    breakAllLeases: () => write("breakAllLeases", {}),

    registerAgent: (agent, now) => write("registerAgent", { agent, now }),
    heartbeat: (agent, now, { instance = null, session = null } = {}) =>
      write("heartbeat", { agent, instance, session, now }),
    claim: (request) => write("claim", request),
    askingRuns: (page) => read("askingRuns", page),
    tellFit: (run, word, now) => write("tellFit", { run, word, now }),
    stopping: (agent) => stopping(point, { agent }),
    report: (agent, reports, now, session = null) => reportAll(agent, reports, now, session),

    enterAgent: (request, agent) => write("enterAgent", { request, agent }),
    isSuperseded: (agent, session) => isSuperseded(point, { agent, session }),
    listAgents: () => listAgents(point),
    markAgentLost: (verdict) => write("markAgentLost", verdict),
    giveUpAgent: (verdict) => write("giveUpAgent", verdict),
    createAgentToken: (token) => write("createAgentToken", token),
    agentOfToken: (hash) => agentOfToken(point, hash),
    revokeAgentTokens: (agent) => write("revokeAgentTokens", { agent }),

    takeOutbox: (request) => write("takeOutbox", request),
    settleOutbox: (ids) => write("settleOutbox", { ids }),

    unsettledRuns: (page) => read("unsettledRuns", page),
    pipelineFacts: () => read("pipelineFacts", {}),
    documentFacts: (page) => read("documentFacts", page),
    failingOutbox: (tries) => read("failingOutbox", { tries }),
    missingProjects: () => read("missingProjects", {}),
    brokenRows: (check) => read("brokenRows", { check }),
    knownRuns: (uuids) => read("knownRuns", { uuids }),
    repair: (repair, now) => write("repair", { repair, now }),
    endRestoredAttempts: (takenAt, now) => write("endRestoredAttempts", { takenAt, now }),

    subscribe: (listener) => engine.subscribers.add(listener),
    async ping() {
      await write("ping", { now: engine.now() });
      await read("proveReadable", {});
    },
    close: () => engine.close(),
  };
}

import { type Agent, type Executor, createAgent } from "@polyaxon/agent";
import { createApi, createIdentify } from "@polyaxon/api";
import { type ArtifactStore, folderArtifactStore, folderSeriesFiles, type SeriesFiles } from "@polyaxon/artifacts";
import { planExecution } from "@polyaxon/compiler";
import { nullExecutor, processExecutor } from "@polyaxon/executors";
import {
  type Ids,
  type Logger,
  type SubmissionGates,
  advance,
  armDebugPoint,
  type AgentGateway,
  compileRun,
  createAgentGateway,
  createFitWatch,
  createLostAgentWatch,
  createOutboxWorker,
  createRemovalSweep,
  createRunTokens,
  createScheduler,
  createSeriesSealer,
  createValueIndexer,
  createSubmissions,
} from "@polyaxon/orchestrator";
import { sealBlocks } from "@polyaxon/tracking";
import { availableParallelism, hostname, userInfo } from "node:os";
import { hostIdentity } from "../host-identity.ts";
import { VERSION } from "../version.ts";
import { removeBackupScratch } from "./backup/write-backup.ts";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import { systemClock, systemIds } from "./environment.ts";
import { collectEarly } from "./heap-limit.ts";
import { type HostResourceSettings, hostResources } from "./host-resources.ts";
import { createMaintenance } from "./maintenance.ts";
import { openServerStore, type ServerStore } from "./open-server-store.ts";
import { serverLog } from "./server-log.ts";
import { submissionGates } from "./submission-gates.ts";

export type Role = "api" | "streams" | "scheduler" | "agent";

export interface ServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  /** A Postgres database, which other servers may share; default: SQLite in the data folder. */
  readonly databaseUrl?: string;
  /** Where artifacts and logs are, the same for all servers of a database; default: in the data folder. */
  readonly artifactsDir?: string;
  /** Ends the wait for a database that does not answer yet. */
  readonly signal?: AbortSignal;
  readonly roles: ReadonlySet<Role>;
  readonly auth: boolean;
  readonly logLevel: string;
  readonly executor?: "process" | "null";
  /** Most attempts at once; default: one for each core. */
  readonly slots?: number;
  /** What this machine has for runs, where it is not to be detected. */
  readonly resources?: HostResourceSettings;
  /** The address that people and runs use, when it is not the one listened on. */
  readonly publicUrl?: string;
  /** Hosts, addresses and blocks that may be called although they are not on the public internet. Default none. */
  readonly outgoingAllowed?: readonly string[];
  /** Silence after which an agent counts as lost. Default one minute. */
  readonly agentSilentMs?: number;
  /** How much later the work of a lost agent is given up, and may be retried elsewhere. Default never. */
  readonly agentGiveUpMs?: number;
  /** Where this process kills itself, for tests: `name` or `name:nth` of `DEBUG_POINTS`. Default nowhere. */
  readonly debugPoint?: string | null;
}

export interface RunningServer {
  readonly url: string;
  readonly adminToken: string | null;
  /** `host:port/database`; null when it is in the data folder. */
  readonly database: string | null;
  readonly firstStart: boolean;
  /** Resolves, with what to tell a person, when this server cannot go on and has to be closed. */
  readonly failed: Promise<Error>;
  /** Ends every part; jobs that run go on and are taken up again at the next start. */
  close(): Promise<void>;
}

/** Namespace of runs where there is no cluster. */
const NAMESPACE = "default";

/**
 * Puts the parts of one server together. Start: what holds the truth first (folder, database), then who answers, then who
 * works. End: the other way round.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { roles, debugPoint = null } = options;
  armDebugPoint(debugPoint);
  collectEarly();
  const folder = openDataFolder(options.dataDir);
  const logger = serverLog(options.logLevel);
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).toReversed()) await end();
  };
  try {
    const opened = await openServerStore({
      folder,
      databaseUrl: options.databaseUrl ?? null,
      artifactsDir: options.artifactsDir ?? null,
      logger,
      holder: { address: `${options.host}:${options.port}` },
      debugPoint,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    closers.push(() => opened.close());
    await removeBackupScratch(folder.root);

    const { store } = opened;
    const artifacts = folderArtifactStore(opened.artifacts);
    const seriesFiles = folderSeriesFiles(opened.artifacts);
    // Both make their own folders in it with the first call. It is known to be the right place now; later it may be away.
    await artifacts.check();
    await seriesFiles.list("0".repeat(32));
    const agents = createAgentGateway({
      store,
      tokens: createRunTokens(opened.secret),
      clock: systemClock,
      logger,
      ...(options.agentSilentMs === undefined ? {} : { silentMs: options.agentSilentMs }),
    });
    const gates = submissionGates(options.outgoingAllowed ?? []);
    const answers = roles.has("api") || roles.has("streams");
    const url = answers
      ? await startApi(options, folder, opened, { artifacts, seriesFiles, agents, gates, logger }, closers)
      : `http://${options.host}:${options.port}`;
    if (roles.has("scheduler")) {
      const scheduler = createScheduler({
        store,
        advance,
        checkAccess: gates.checkAccess,
        clock: systemClock,
        ids: idsOf(opened),
        logger,
      });
      scheduler.start();
      closers.push(() => scheduler.stop());
      const outbox = createOutboxWorker({
        store,
        perform: {
          async "clean-run"({ run }) {
            await artifacts.delete(String(run), "");
            await seriesFiles.removeAll(String(run));
          },
        },
        clock: systemClock,
        logger,
      });
      outbox.start();
      closers.push(() => outbox.stop());
      const watch = createLostAgentWatch({
        store,
        clock: systemClock,
        logger,
        ...(options.agentSilentMs === undefined ? {} : { silentMs: options.agentSilentMs }),
        ...(options.agentGiveUpMs === undefined ? {} : { giveUpMs: options.agentGiveUpMs }),
      });
      watch.start();
      closers.push(() => watch.stop());
      const sealer = createSeriesSealer({
        store,
        files: seriesFiles,
        seal: sealBlocks,
        clock: systemClock,
        ids: systemIds,
        logger,
      });
      sealer.start();
      closers.push(() => sealer.stop());
      const indexer = createValueIndexer({ store, clock: systemClock, logger });
      indexer.start();
      closers.push(() => indexer.stop());
      const sweep = createRemovalSweep({ store, clock: systemClock, logger });
      sweep.start();
      closers.push(() => sweep.stop());
      const fit = createFitWatch({ store, clock: systemClock, logger });
      fit.start();
      closers.push(() => fit.stop());
    }
    if (roles.has("agent"))
      await startAgent(options, folder, opened, agents, options.publicUrl ?? url, logger, closers);
    const { adminToken, database, nameLost } = opened;
    return { url, adminToken, database, firstStart: folder.firstStart, failed: nameLost, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startApi(
  options: ServerOptions,
  folder: DataFolder,
  { adminToken, artifacts, installationKey, secret, secrets, snapshotInto, store }: ServerStore,
  {
    gates,
    ...parts
  }: {
    readonly artifacts: ArtifactStore;
    readonly seriesFiles: SeriesFiles;
    readonly agents: AgentGateway;
    readonly gates: SubmissionGates;
    readonly logger: Logger;
  },
  closers: (() => Promise<void>)[],
): Promise<string> {
  const api = await createApi({
    ...parts,
    store,
    admin: createMaintenance({
      store,
      snapshotInto,
      secrets,
      scratch: folder.root,
      artifacts,
      checkArtifacts: () => parts.artifacts.check(),
      served: true,
      ...(options.agentSilentMs === undefined ? {} : { agentSilentMs: options.agentSilentMs }),
    }),
    clock: systemClock,
    ids: systemIds,
    submission: { ...createSubmissions(gates), compileRun },
    identify: createIdentify({
      runTokens: createRunTokens(secret),
      agentOfToken: (hash) => store.agentOfToken(hash),
      adminToken,
      userName: accountName(),
      noAuth: !options.auth,
    }),
    version: VERSION,
    installationKey,
    settings: { publicUrl: options.publicUrl ?? null, boundHost: options.host, namespace: NAMESPACE },
  });
  closers.push(() => api.close());
  await api.listen({ host: options.host, port: options.port });
  const address = api.server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return `http://${options.host.includes(":") ? `[${options.host}]` : options.host}:${port}`;
}

async function startAgent(
  options: ServerOptions,
  folder: DataFolder,
  { agentName, artifacts }: ServerStore,
  agents: AgentGateway,
  url: string,
  logger: Logger,
  closers: (() => Promise<void>)[],
): Promise<void> {
  const executor: Executor =
    options.executor === "null" ? nullExecutor() : processExecutor({ logger, clock: systemClock });
  closers.push(() => executor.close());
  const agent: Agent = createAgent({
    name: agentName,
    version: VERSION,
    protocol: agents,
    executor,
    planExecution,
    folder: folder.agent,
    artifactsRoot: artifacts,
    slots: options.slots ?? availableParallelism(),
    queues: [],
    resources: await hostResources(options.resources ?? {}, process.env),
    host: url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:"),
    namespace: NAMESPACE,
    hostIdentity: hostIdentity(),
    env: process.env,
    clock: systemClock,
    logger,
  });
  closers.push(() => agent.stop());
  await agent.start();
}

/** Leases of an earlier life are known by their tokens. */
const idsOf = ({ leaseOwner }: ServerStore): Ids =>
  leaseOwner === null ? systemIds : { ...systemIds, token: () => `${leaseOwner}.${systemIds.token()}` };

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return hostname();
  }
}

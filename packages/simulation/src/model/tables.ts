import type { Condition, Instant, Status } from "@polyaxon/lifecycle";
import type {
  AgentRecord,
  ArtifactRecord,
  CloningKind,
  EdgeKind,
  InboxEntry,
  JsonObject,
  LiveState,
  ManagedBy,
  OutboxEntry,
  PendingReason,
  PipelineState,
  ProjectRecord,
  RunId,
  RunKind,
  RunLimits,
  RunResources,
  SeriesBlock,
  SeriesPart,
  SeriesSummary,
  StoreChange,
} from "@polyaxon/orchestrator";
import { Journal, Table } from "./journal.ts";

export interface RunRow {
  /** Rises with every insertion: age, and the last word in every order. */
  readonly id: number;
  readonly uuid: RunId;
  readonly projectId: number;
  readonly name: string | null;
  readonly description: string | null;
  readonly readme: string | null;
  readonly tags: readonly string[];
  readonly user: string | null;
  readonly kind: RunKind;
  readonly runtime: string | null;
  readonly managedBy: ManagedBy;
  readonly pending: PendingReason | null;
  readonly status: Status;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly waitTime: number | null;
  readonly duration: number | null;
  readonly inputs: JsonObject | null;
  readonly outputs: JsonObject | null;
  readonly metaInfo: JsonObject;
  readonly original: { readonly uuid: RunId; readonly kind: CloningKind } | null;
  readonly pipeline: RunId | null;
  readonly controller: RunId | null;
  readonly queue: string | null;
  readonly liveState: LiveState;
  readonly version: number;
  readonly attempt: number;
  readonly claimedAt?: Instant;
  readonly agent: string | null;
  readonly limits: RunLimits;
  readonly resources?: RunResources;
  readonly componentState?: string;
  /** Devices that the newest attempt holds. */
  readonly gpus: readonly string[];
  readonly rawContent: string | null;
  readonly content: string | null;
  readonly conditions: readonly Condition[];
}

export interface WorkRow {
  readonly run: RunId;
  readonly pipeline: RunId | null;
  readonly dueAt: Instant | null;
  readonly wakeAt: Instant | null;
  readonly seq: number;
  readonly leaseToken: string | null;
}

export interface QueueRow {
  readonly id: number;
  readonly run: RunId;
  readonly pipeline: RunId | null;
  readonly queue: string;
  /** When it entered the queue. */
  readonly since: Instant;
  /** The agent that keeps room for it. */
  readonly kept?: { readonly by: string; readonly until: Instant };
}

export type AgentRow = Omit<AgentRecord, "held" | "revoked" | "taken"> & {
  /** The folder that works under the name; null when nobody has said. */
  readonly instance: string | null;
  /** Which process of it. */
  readonly session: string | null;
};

export type PipelineRow = PipelineState & { readonly slotsInUse: number };
export type ProjectRow = Omit<ProjectRecord, "bookmarked"> & { readonly id: number };
export type OutboxRow = OutboxEntry & { readonly dueAt: Instant };

export interface EdgeRow {
  readonly downstream: RunId;
  readonly upstream: RunId;
  readonly kind: EdgeKind;
  readonly params: JsonObject | null;
}

export type BlockRow = SeriesBlock & { readonly run: RunId; readonly at: Instant };
/** When a run was told of its series last, how many they are at most, and what came since. */
export interface NewsRow {
  readonly settledAt: Instant;
  readonly names: number;
  readonly news: readonly { readonly toldAt: Instant; readonly summaries: readonly SeriesSummary[] }[];
}
export type PartRow = SeriesPart & { readonly run: RunId };

/** Ways in which the model can be broken on purpose: what a simulation that can fail must notice. */
export type Defect =
  | "claims-ignore-agent-slots"
  | "claims-ignore-concurrency"
  | "claims-ignore-resources"
  | "gpus-are-not-remembered"
  | "parents-are-not-woken"
  | "ended-pipelines-leave-their-children"
  | "stale-reports-are-accepted"
  | "claimed-runs-stay-in-the-queue"
  | "saves-ignore-the-version";

/** Everything that a database holds, and what the unit in progress will announce. */
export class Tables {
  readonly journal = new Journal();
  readonly projects = new Table<number, ProjectRow>(this.journal);
  readonly runs = new Table<RunId, RunRow>(this.journal);
  readonly work = new Table<RunId, WorkRow>(this.journal);
  readonly queue = new Table<RunId, QueueRow>(this.journal);
  readonly pipelines = new Table<RunId, PipelineRow>(this.journal);
  readonly inbox = new Table<RunId, readonly InboxEntry[]>(this.journal);
  readonly agents = new Table<string, AgentRow>(this.journal);
  /** Agent names by the hash of their token. */
  readonly tokens = new Table<string, string>(this.journal);
  readonly artifacts = new Table<string, ArtifactRecord>(this.journal);
  /** By downstream, upstream and kind. */
  readonly edges = new Table<string, EdgeRow>(this.journal);
  readonly seriesBlocks = new Table<number, BlockRow>(this.journal);
  readonly seriesNews = new Table<RunId, NewsRow>(this.journal);
  readonly seriesParts = new Table<string, PartRow>(this.journal);
  readonly bookmarks = new Table<string, true>(this.journal);
  readonly outbox = new Table<string, OutboxRow>(this.journal);
  readonly defects: ReadonlySet<Defect>;
  readonly announced = { work: false, queue: false, stopping: false, runs: new Set<RunId>() };
  #id = 0;

  constructor(defects: readonly Defect[] = []) {
    this.defects = new Set(defects);
  }

  /** Never handed out twice, also when its unit is rolled back. */
  nextId(): number {
    this.#id += 1;
    return this.#id;
  }

  children(parent: RunId): readonly RunRow[] {
    return this.runs.values().filter(({ pipeline }) => pipeline === parent);
  }

  /** What the unit that has just ended tells subscribers; null when there is nothing to say. */
  takeAnnouncements(): StoreChange | null {
    const { work, queue, stopping, runs } = this.announced;
    const change = { work, queue, stopping, runs: [...runs] };
    Object.assign(this.announced, { work: false, queue: false, stopping: false });
    runs.clear();
    return work || queue || stopping || change.runs.length > 0 ? change : null;
  }
}

export const isPipeline = (kind: RunKind): boolean => kind === "dag" || kind === "matrix" || kind === "schedule";

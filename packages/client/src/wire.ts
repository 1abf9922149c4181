/**
 * Objects as they travel, as far as our own programs read them. The compiler checks them against the generated types
 * of each route: an answer that promises less does not build. The wire keeps its snake_case here.
 */
export type JsonDocument = { readonly [key: string]: unknown };

export interface Page<T> {
  readonly results: readonly T[];
  /** Exact number of matches; null when no count was asked for. */
  readonly count: number | null;
  readonly next?: string | null;
  readonly previous?: string | null;
  /** What the server has to say beside it, for people: that no run has a value of this name, say. */
  readonly notices?: readonly string[];
}

export interface ListQuery {
  readonly query?: string;
  readonly sort?: string;
  readonly limit?: number;
  readonly offset?: number;
  /** No count is made then. */
  readonly no_page?: "true";
  /** Given, "" for the first page: no count is made, and `next` holds the cursor of the page behind. Not with `offset`. */
  readonly cursor?: string;
}

export interface Project {
  readonly uuid: string;
  readonly name: string;
  readonly description?: string | null;
  readonly tags?: readonly string[] | null;
  readonly readme?: string | null;
  readonly user?: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly bookmarked?: boolean;
  readonly live_state?: number;
}

export interface RunReference {
  readonly uuid: string;
  readonly name?: string | null;
  readonly kind?: string | null;
}

/** A list item; the detail fields are present on a single run's answer. */
export interface Run {
  readonly uuid: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly owner?: string | null;
  readonly project?: string | null;
  readonly tags?: readonly string[] | null;
  readonly user?: string | null;
  readonly created_at: string;
  readonly updated_at?: string | null;
  readonly started_at?: string | null;
  readonly finished_at?: string | null;
  readonly wait_time?: number | null;
  /** Seconds. */
  readonly duration?: number | null;
  readonly kind?: string | null;
  readonly runtime?: string | null;
  readonly managed_by?: string | null;
  readonly pending?: string | null;
  readonly status: string;
  readonly inputs?: JsonDocument | null;
  readonly outputs?: JsonDocument | null;
  readonly meta_info?: JsonDocument | null;
  readonly original?: RunReference | null;
  /** 1 live, 0 archived, -1 being deleted; lists have only live ones unless asked. */
  readonly live_state?: number;
  readonly pipeline?: RunReference | null;
  readonly settings?: JsonDocument | null;
  /** The compiled operation as JSON text. */
  readonly content?: string | null;
  /** The operation as submitted, JSON text. */
  readonly raw_content?: string | null;
}

export interface NewRun {
  /** The operation, built, or as JSON or YAML text; without one the run is only a record of something that runs elsewhere. */
  readonly content?: string | object;
  /** Who executes it: an agent of the server, this command line, or whoever sends its statuses. */
  readonly managed_by: "agent" | "cli" | "user";
  /** Held until it is approved: `upload` while its files are on their way. */
  readonly pending?: "approval" | "upload";
  readonly name?: string;
  readonly description?: string;
  readonly tags?: string[];
  readonly meta_info?: JsonDocument;
}

/** A run as it is kept offline, in `run.plx.json`; whatever else stands there is passed over. */
export interface OfflineRun extends JsonDocument {
  readonly uuid: string;
  readonly name?: string | null;
  readonly owner?: string | null;
  readonly project?: string | null;
}

/** What a restart, copy or resume changes. */
export interface CloneChanges {
  /** A patch on the stored operation as JSON or YAML, such as `{"params":{"lr":{"value":0.1}}}`. */
  readonly content?: string;
  readonly name?: string;
  readonly description?: string;
  readonly tags?: string[];
  /** `recompile: true`: the content is a whole operation; `copy_artifacts`: which files a copy begins with. */
  readonly meta_info?: { [key: string]: unknown };
}

export interface NewCondition {
  /** A status, such as `running` or `failed`. */
  readonly type: string;
  readonly reason?: string;
  readonly message?: string;
  /** When it was; default now. */
  readonly last_transition_time?: string;
}

export interface RunPatch {
  readonly name?: string;
  readonly description?: string;
  readonly tags?: string[];
  readonly inputs?: { [key: string]: unknown };
  readonly outputs?: { [key: string]: unknown };
  readonly meta_info?: { [key: string]: unknown };
  readonly merge?: boolean;
}

export interface ProjectPatch {
  readonly name?: string;
  readonly description?: string;
  readonly readme?: string;
  readonly tags?: string[];
}

/** One level of a run's folder. */
export interface FileListing {
  /** Sizes in bytes by name. */
  readonly files: { readonly [name: string]: number };
  readonly dirs: readonly string[];
  /** Says so when there is no such folder. */
  readonly error?: string;
}

/** What creating a run answers: no status yet. */
export interface CreatedRun {
  readonly uuid: string;
  readonly kind?: string | null;
  readonly runtime?: string | null;
  readonly name?: string | null;
  readonly pending?: string | null;
  readonly meta_info?: JsonDocument | null;
  readonly tags?: readonly string[] | null;
}

export interface WireCondition {
  readonly type: string;
  readonly status?: boolean | string | null;
  readonly reason?: string | null;
  readonly message?: string | null;
  readonly last_update_time?: string | null;
  readonly last_transition_time?: string | null;
  readonly meta_info?: JsonDocument | null;
}

export interface RunStatuses {
  readonly uuid: string;
  readonly status: string;
  readonly status_conditions: readonly WireCondition[];
  readonly meta_info?: JsonDocument | null;
}

export interface Artifact {
  readonly name: string;
  readonly kind: string;
  readonly path?: string | null;
  readonly summary?: JsonDocument | null;
  readonly is_input?: boolean;
  readonly state?: string | null;
}

export interface LogLine {
  readonly timestamp?: string | null;
  readonly node?: string | null;
  readonly pod?: string | null;
  readonly container?: string | null;
  readonly value: string;
}

export interface LogPage {
  readonly logs: readonly LogLine[];
  /** Cursor for the next call; null when nothing more will come. */
  readonly last_time: string | null;
}

export interface LogWindow {
  /** `eol` false: cut before its line break; the next line of its container goes on with it. */
  readonly lines: readonly (LogLine & { readonly eol?: boolean })[];
  /** Where the next window starts. */
  readonly cursor: string;
  /** The run has finished and all its lines were given. */
  readonly done: boolean;
}

export interface Installation {
  readonly key: string;
  readonly version: string;
  readonly dist: string;
}

export interface AgentSummary {
  readonly name: string;
  /** `silent`: not heard for as long as the server allows; `lost`: its runs are `unknown` for it; `revoked`: it has no token. */
  readonly state: "here" | "silent" | "lost" | "revoked";
  readonly version: string;
  readonly slots: number;
  /** Attempts whose slots it holds. */
  readonly held: number;
  /** Empty: all. */
  readonly queues: readonly string[];
  readonly registered_at: string;
  readonly heartbeat_at: string;
  /** Since when it has been silent for too long; null while it calls in. */
  readonly lost_at: string | null;
  /** What its host has for runs: cores, bytes, GPUs; null: it has not said. */
  readonly resources: (HostSize & { readonly devices: readonly string[] }) | null;
  /** What its attempts hold of that. */
  readonly taken: HostSize;
}

interface HostSize {
  readonly cpu: number;
  readonly memory: number;
  readonly gpu: number;
}

/** Something that is not as it must be. */
export interface Finding {
  readonly kind: string;
  readonly subject: string;
  readonly since: string | null;
  readonly what: string;
  /** What a repair does, or, when it is not repairable, what a person can do. */
  readonly advice: string;
  readonly repairable: boolean;
}

/** What every unfinished run waits for, and what is broken. */
export interface Diagnosis {
  readonly healthy: boolean;
  readonly findings: readonly Finding[];
  readonly waiting: {
    readonly total: number;
    readonly by_waiter: { readonly [waiter: string]: number };
    readonly oldest: readonly {
      readonly run: string;
      readonly status: string;
      readonly waits_for: string;
      readonly detail: string;
      readonly since: string;
      readonly until: string | null;
    }[];
  };
}

export interface RepairReport {
  readonly repaired: readonly (Finding & {
    readonly outcome: "repaired" | "not-needed" | "failed";
    readonly message: string | null;
  })[];
  readonly left: Diagnosis;
}

import type { Generated } from "kysely";

/** Every table, as Kysely sees it. Instants are milliseconds; `Text` that holds JSON says so. Ids are internal, never shown. */
export interface Tables {
  readonly projects: ProjectsTable;
  readonly runs: RunsTable;
  readonly run_documents: RunDocumentsTable;
  readonly run_conditions: RunConditionsTable;
  readonly run_work: RunWorkTable;
  readonly run_queue: RunQueueTable;
  readonly run_pipelines: RunPipelinesTable;
  readonly run_inbox: RunInboxTable;
  readonly value_keys: ValueKeysTable;
  readonly run_values: RunValuesTable;
  readonly run_tags: RunTagsTable;
  readonly run_edges: RunEdgesTable;
  readonly artifacts: ArtifactsTable;
  readonly series_blocks: SeriesBlocksTable;
  readonly series_tails: SeriesTailsTable;
  readonly series_news: SeriesNewsTable;
  readonly series_parts: SeriesPartsTable;
  readonly agents: AgentsTable;
  readonly agent_tokens: AgentTokensTable;
  readonly outbox: OutboxTable;
  readonly bookmarks: BookmarksTable;
  readonly installation: InstallationTable;
  readonly schema_history: SchemaHistoryTable;
  readonly health: HealthTable;
}

export interface ProjectsTable {
  id: Generated<number>;
  uuid: string;
  name: string;
  description: string | null;
  /** JSON list. */
  tags: string;
  readme: string | null;
  username: string | null;
  created_at: number;
  updated_at: number;
  live_state: number;
}

/** One row a run, without its documents, so that lists and scans stay narrow. */
export interface RunsTable {
  id: Generated<number>;
  uuid: string;
  project_id: number;
  name: string | null;
  description: string | null;
  /** JSON list; `run_tags` is its index. */
  tags: string;
  username: string | null;
  kind: string;
  runtime: string | null;
  managed_by: string;
  pending: string | null;
  status: string;
  created_at: number;
  updated_at: number;
  started_at: number | null;
  finished_at: number | null;
  schedule_at: number | null;
  wait_time: number | null;
  duration: number | null;
  /** JSON objects; their top-level scalars stand in `run_values`. */
  inputs: string | null;
  outputs: string | null;
  meta_info: string;
  original_uuid: string | null;
  original_kind: string | null;
  pipeline_id: number | null;
  controller_id: number | null;
  queue: string | null;
  live_state: number;
  version: number;
  attempt: number;
  agent: string | null;
  max_retries: number;
  timeout_seconds: number | null;
  ttl_seconds: number | null;
  /** What an attempt takes of its host; 0 = nothing but a slot. */
  cpu_millis: Generated<number>;
  memory_bytes: Generated<number>;
  gpus: Generated<number>;
  /** JSON list of the devices that the newest attempt holds; null when it holds none. */
  gpu_devices: Generated<string | null>;
  /** When the newest attempt was handed out; null before the first, and for those of earlier versions. */
  claimed_at: Generated<number | null>;
  /** `seq` of the newest condition; 0 = none. */
  condition_seq: number;
  /** Tells runs of one component from those of others; null until it is compiled. */
  component_state: Generated<string | null>;
  /**
   * When its documents were last indexed in `run_values`; 0 = never, or by an earlier version. In the future: somebody reads them
   * by lists, and until then they are indexed at once.
   */
  values_at: Generated<number>;
  /** By when what its documents say since `values_at` is to be indexed; null when `run_values` says what they say. */
  values_due_at: Generated<number | null>;
}

export interface RunDocumentsTable {
  run_id: number;
  readme: string | null;
  raw_content: string | null;
  content: string | null;
}

export interface RunConditionsTable {
  run_id: number;
  seq: number;
  type: string;
  /** JSON: true, or text as received. */
  status: string;
  reason: string | null;
  message: string | null;
  last_update_time: number;
  last_transition_time: number;
  /** JSON. */
  meta_info: string | null;
}

/**
 * The work list. `due_at` is what the index orders: the wake-up of a free row, the end of the lease of a leased one, so
 * that an abandoned lease becomes due by itself. `wake_at` of a leased row holds only wake-ups that came after the lease.
 */
export interface RunWorkTable {
  run_id: number;
  pipeline_id: number | null;
  due_at: number | null;
  wake_at: number | null;
  seq: number;
  lease_token: string | null;
}

/** Runs that wait for a claim: status `queued`, managed by an agent. */
export interface RunQueueTable {
  run_id: number;
  pipeline_id: number | null;
  /** '' = any agent may take it. */
  queue: string;
  /** Higher first. */
  priority: number;
  /** Lower first among equals: see units/queue.ts. */
  turn: number;
  /** As in the run. */
  cpu_millis: number;
  memory_bytes: number;
  gpus: number;
  /** 1 when one of those is more than 0: what a partial index holds. */
  asks: number;
  /** When it entered the queue. */
  since: number;
  /** The agent that keeps room for it, until when: see units/host-room.ts. */
  kept_by: string | null;
  kept_until: number | null;
}

export interface RunPipelinesTable {
  run_id: number;
  total: number | null;
  created: number;
  succeeded: number;
  failed: number;
  upstream_failed: number;
  stopped: number;
  skipped: number;
  concurrency: number | null;
  /** Children between their claim and the confirmation that they are gone. */
  slots_in_use: number;
  /** The newest turn in the queue that a child has taken. */
  last_turn: number | null;
}

export interface RunInboxTable {
  seq: Generated<number>;
  parent_id: number;
  child_uuid: string;
  status: string;
  /** JSON. */
  outputs: string | null;
}

/** Dictionary of (scope, name); the id stands in every value row instead of the two texts. */
export interface ValueKeysTable {
  id: Generated<number>;
  /** `inputs`, `outputs` or `meta`; `least` or `most`: see units/bounds.ts. */
  scope: string;
  name: string;
}

/**
 * Filterable scalars; the key's scope stands in `value_keys`. Clustered by (project, key, type, number, text, run). Behind the
 * documents of runs whose `values_due_at` is set.
 */
export interface RunValuesTable {
  project_id: number;
  key_id: number;
  /** 1 boolean (number 0 or 1), 2 number, 3 text. */
  type: number;
  number: number;
  text: string;
  run_id: number;
}

export interface RunTagsTable {
  project_id: number;
  tag: string;
  run_id: number;
}

/** One run gave something to another, or let it begin. */
export interface RunEdgesTable {
  downstream_id: number;
  upstream_id: number;
  kind: string;
  /** JSON object: what was taken, by the name of the param that took it. */
  params: string | null;
  /** JSON list of statuses that let the downstream begin. */
  statuses: string | null;
}

export interface ArtifactsTable {
  run_id: number;
  name: string;
  state: string;
  kind: string;
  path: string | null;
  /** JSON. */
  summary: string;
  is_input: number;
}

/** Points that arrived together and are not sealed yet. */
export interface SeriesBlocksTable {
  arrival: Generated<number>;
  run_id: number;
  attempt: number;
  points: number;
  content: Uint8Array;
}

/** What of a run is in `series_blocks`; no row when nothing is. */
export interface SeriesTailsTable {
  run_id: number;
  blocks: number;
  points: number;
  bytes: number;
  /** When the first block came to an empty tail. */
  oldest_at: number;
  /** When the run was last told of its values. */
  settled_at: Generated<number>;
  /** At most so many series the run has. */
  names: Generated<number>;
}

/** What blocks say of a run's series that its outputs and lineage do not say yet: see units/settle-series.ts. */
export interface SeriesNewsTable {
  id: Generated<number>;
  run_id: number;
  told_at: number;
  /** JSON list of summaries. */
  summaries: string;
}

/** Where sealed points lie: see the port's `SeriesPart`. */
export interface SeriesPartsTable {
  run_id: number;
  name: string;
  arrival: number;
  part: number;
  attempt: number;
  chunk: string;
  position: number;
  length: number;
  points: number;
  step_min: number;
  step_max: number;
}

export interface AgentsTable {
  name: string;
  version: string;
  slots: number;
  /** JSON list. */
  queues: string;
  registered_at: number;
  heartbeat_at: number;
  /** Names the folder that this agent works from; null for the one inside the server. */
  instance: string | null;
  /** Which process of that folder counts; null when it has not said. */
  session: string | null;
  /** Since when it counts as lost; null while it calls in. */
  lost_at: number | null;
  /** The highest turn of the queue that it was served. */
  last_turn: number | null;
  /** What its host has for runs; null when it has not said. */
  cpu_millis: number | null;
  memory_bytes: number | null;
  /** JSON list of devices. */
  gpu_devices: string | null;
}

export interface AgentTokensTable {
  /** SHA-256 of the token, in hex. */
  hash: string;
  agent: string;
  created_at: number;
}

/** Side effects to perform after their cause is committed; performing one twice is harmless. */
export interface OutboxTable {
  id: Generated<number>;
  idempotency_key: string;
  kind: string;
  /** JSON. */
  payload: string;
  due_at: number;
  tries: number;
}

export interface BookmarksTable {
  kind: "run" | "project";
  target_id: number;
}

/** One row, made by the first server of a database that several servers share. */
export interface InstallationTable {
  id: number;
  installation_key: string;
  secret: string;
  admin_token: string;
  artifacts_id: string;
}

export interface SchemaHistoryTable {
  number: number;
  name: string;
  applied_at: number;
}

/** Row 1 is rewritten by the health check; on Postgres, those below 0 by its writers: see postgres/commit-mark.ts. */
export interface HealthTable {
  id: number;
  checked_at: number;
}

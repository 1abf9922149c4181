/**
 * One neutral description of what must run, the output of stage two. Every executor translates this and nothing else.
 * Plain JSON data: the same compiled operation and context give the same bytes (I7).
 */
export interface ExecutionPlan {
  /** What kind of life it has: until it ends, or until it is stopped. */
  readonly kind: "job" | "service";
  /** The run kind where it is neither `job` nor `service`: `mpijob`, `raycluster`, `notifier`, ... */
  readonly runtime?: string;
  /** The rendered fields of a distributed run beside its roles: `slotsPerWorker`, `entrypoint`, `elasticPolicy`, ... */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `plx-operation-{uuid}` */
  readonly resourceName: string;
  readonly run: {
    readonly uuid: string;
    readonly name: string | null;
    readonly owner: string;
    readonly project: string;
    /** `owner.project.runs.uuid` */
    readonly instance: string;
    readonly attempt: number;
  };
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly init: readonly InitStep[];
  /** The main container; in a distributed run one for each replica, role by role, the leading role first. */
  readonly main: readonly PlanContainer[];
  readonly sidecars: readonly PlanContainer[];
  readonly ports: readonly number[];
  readonly termination: {
    /** Seconds between SIGTERM and SIGKILL when stopped. */
    readonly graceSeconds: number;
    readonly timeoutSeconds: number | null;
  };
  readonly collect: { readonly logs: boolean; readonly artifacts: boolean; readonly resources: boolean };
}

export interface PlanContainer {
  /** `polyaxon-main` for the main one. */
  readonly name: string;
  readonly image: string | null;
  /** Empty = the image's own entry point; an error for executors that ignore images. */
  readonly command: readonly string[];
  readonly args: readonly string[];
  /** In order; the last of one name wins. Values are text already. */
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly workingDir: string | null;
  readonly resources: {
    /** Cores. */
    readonly cpu: number | null;
    readonly memoryBytes: number | null;
    readonly gpu: number | null;
  };
  readonly mounts: readonly { readonly name: string; readonly path: string; readonly readOnly: boolean }[];
  /** Only in distributed runs. */
  readonly replica?: PlanReplica;
  /** Names of connections whose content the container may use; absent when there are none. */
  readonly connections?: readonly string[];
}

/** Which of the processes of a distributed run a container is. A role's init steps and sidecars carry index 0. */
export interface PlanReplica {
  /** The role: `launcher`, `worker`, `chief`, `head`, or the name of a group of Ray workers. */
  readonly name: string;
  /** From 0, within the role. */
  readonly index: number;
  /** How many replicas the role has. */
  readonly of: number;
}

/** A step before the main containers. The first slice has none of its own; the shape is open for git, file, ... */
export interface InitStep {
  readonly kind: "git" | "artifacts" | "paths" | "dockerfile" | "file" | "tensorboard" | "connection" | "container";
  readonly name: string;
  readonly path: string | null;
  readonly connection: string | null;
  readonly spec: unknown;
  readonly container: PlanContainer | null;
  /** The role that needs the step; only in distributed runs. */
  readonly replica?: string;
}

/** What stage two knows about the place a plan will run in; supplied by the agent. */
export interface PlanContext {
  readonly run: {
    readonly uuid: string;
    readonly name: string | null;
    readonly owner: string;
    readonly project: string;
    readonly projectUuid: string;
    readonly user: string | null;
    readonly attempt: number;
    readonly iteration: number | null;
    /** ISO-8601 texts or null, as templates print them. */
    readonly createdAt: string;
    readonly compiledAt: string | null;
    readonly scheduleAt: string | null;
    readonly startedAt: string | null;
    readonly cloningKind: string | null;
    readonly originalUuid: string | null;
    readonly isIndependent: boolean;
    readonly meta: Readonly<Record<string, unknown>>;
  };
  /** Absolute paths on the executor: `/plx-context` in containers, a folder of the run for processes. */
  readonly paths: {
    readonly contextRoot: string;
    readonly artifactsRoot: string;
    readonly runArtifacts: string;
    readonly runOutputs: string;
    /** Where the artifacts store is mounted; absent or null when it is not. */
    readonly store?: string | null;
  };
  /** The connections that the place offers, by name, with their schema as templates see it. Absent: none. */
  readonly connections?: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
  readonly namespace: string;
  /** Added to every container after the user's own env: POLYAXON_HOST, POLYAXON_AUTH_TOKEN, ... */
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

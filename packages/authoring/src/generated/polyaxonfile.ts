// Generated from the schemas of the language by `npm run language`; do not edit.

/** Text that is rendered before it is used: it contains `{{ ... }}`. */
export type TemplateText = `${string}{{${string}}}${string}`;

/** What a param, an input or an output may hold. */
export type Value =
  | string
  | number
  | boolean
  | null
  | Date
  | readonly Value[]
  | { readonly [key: string]: Value | undefined };

/** A date: `2026-01-31`. */
export type DateText = string | Date;

/** A moment: ISO text, or seconds since 1970. */
export type Moment = string | number | Date;

/** Seconds, or `HH:MM:SS`, `2 days`, `PT1H`. */
export type Duration = number | string;

/** Changes to a run: any of the fields of its kind. */
export type RunPatch = Patch<Run>;
type Patch<R> = R extends unknown ? Partial<R> : never;

/** What can be run: its inputs, its outputs and its runtime. */
export interface Component {
  /** What this is. At the root of a file it is required. */
  readonly kind?: "component" | undefined;
  /** Version of the language. Required at the root of a file; `1.1` is the only one that is read. */
  readonly version?: number | undefined;
  /** Letters, digits, `-` and `_`, or a template. */
  readonly name?: string | undefined;
  /** What this is for, for people. */
  readonly description?: string | undefined;
  /** A list, or text with commas. An operation's tags are added to those of its component. */
  readonly tags?: readonly string[] | string | undefined;
  /** Names of stored presets, laid over the operation when it is compiled. */
  readonly presets?: readonly string[] | string | undefined;
  /** `queue` or `agent/queue`: where it waits for an agent. */
  readonly queue?: string | undefined;
  /** One of the agent's namespaces. */
  readonly namespace?: string | undefined;
  /** Whether an earlier run with the same values is taken instead of a new one. */
  readonly cache?: Cache | TemplateText | undefined;
  /** Retries, time limits and clean-up. */
  readonly termination?: Termination | TemplateText | undefined;
  /** What the platform adds to the run: logs, metrics, notifications, ... */
  readonly plugins?: Plugins | TemplateText | undefined;
  /** Builds the image first, with another component. */
  readonly build?: Build | TemplateText | undefined;
  /** Operations that start when this one ends. */
  readonly hooks?: readonly Hook[] | TemplateText | undefined;
  /** `false`: after compiling, the run waits for somebody's approval. */
  readonly isApproved?: boolean | TemplateText | undefined;
  /** What the run costs, for reports. */
  readonly cost?: number | TemplateText | undefined;
  /** Local files and folders to upload before the run starts: `from`, `from:to` or `{from, to}`. */
  readonly mount?: readonly (Mount | string)[] | undefined;
  /** What the component takes. */
  readonly inputs?: readonly IO[] | undefined;
  /** What the component gives. */
  readonly outputs?: readonly IO[] | undefined;
  /** The runtime: a job, a service, a dag, ... */
  readonly run: Run;
  /** Marks the file as one to be filled in first. */
  readonly template?: Template | undefined;
}

/** How a component is run: with which params, when and how often. */
export interface Operation {
  /** What this is. At the root of a file it is required. */
  readonly kind?: "operation" | undefined;
  /** Version of the language. Required at the root of a file; `1.1` is the only one that is read. */
  readonly version?: number | undefined;
  /** Letters, digits, `-` and `_`, or a template. */
  readonly name?: string | undefined;
  /** What this is for, for people. */
  readonly description?: string | undefined;
  /** A list, or text with commas. An operation's tags are added to those of its component. */
  readonly tags?: readonly string[] | string | undefined;
  /** Names of stored presets, laid over the operation when it is compiled. */
  readonly presets?: readonly string[] | string | undefined;
  /** `queue` or `agent/queue`: where it waits for an agent. */
  readonly queue?: string | undefined;
  /** One of the agent's namespaces. */
  readonly namespace?: string | undefined;
  /** Whether an earlier run with the same values is taken instead of a new one. */
  readonly cache?: Cache | TemplateText | undefined;
  /** Retries, time limits and clean-up. */
  readonly termination?: Termination | TemplateText | undefined;
  /** What the platform adds to the run: logs, metrics, notifications, ... */
  readonly plugins?: Plugins | TemplateText | undefined;
  /** Builds the image first, with another component. */
  readonly build?: Build | TemplateText | undefined;
  /** Operations that start when this one ends. */
  readonly hooks?: readonly Hook[] | TemplateText | undefined;
  /** `false`: after compiling, the run waits for somebody's approval. */
  readonly isApproved?: boolean | TemplateText | undefined;
  /** What the run costs, for reports. */
  readonly cost?: number | TemplateText | undefined;
  /** Local files and folders to upload before the run starts: `from`, `from:to` or `{from, to}`. */
  readonly mount?: readonly (Mount | string)[] | undefined;
  /** Runs it again and again, or later. */
  readonly schedule?: Schedule | undefined;
  /** Starts it when something happens to another run. */
  readonly events?: readonly Event[] | TemplateText | undefined;
  /** Makes it many runs, each with other params. */
  readonly matrix?: Matrix | undefined;
  /** Params that are lists of values of many runs, found by a query. */
  readonly joins?: readonly Join[] | TemplateText | undefined;
  /** In a dag: names of the operations that come before this one. */
  readonly dependencies?: readonly string[] | TemplateText | undefined;
  /** In a dag: how those before it have to end. Default `all_succeeded`. */
  readonly trigger?: "all_succeeded" | "all_failed" | "all_done" | "one_succeeded" | "one_failed" | "one_done" | TemplateText | undefined;
  /** A template that ends as a boolean word; when it is false the run is skipped. */
  readonly conditions?: string | undefined;
  /** In a dag: skipped when one before it was skipped. */
  readonly skipOnUpstreamSkip?: boolean | undefined;
  /** Values of the component's inputs, by name. */
  readonly params?: Readonly<Record<string, Param | Value>> | undefined;
  /** A component of the hub: `name[:tag]`, `owner/name[:tag]`. */
  readonly hubRef?: string | undefined;
  /** A component of the dag that holds this operation. */
  readonly dagRef?: string | undefined;
  /** Address of a component's file. */
  readonly urlRef?: string | undefined;
  /** Path of a component's file, from the folder of this one. */
  readonly pathRef?: string | undefined;
  /** The component itself. */
  readonly component?: Component | undefined;
  /** How this operation, or this preset, is laid over what it applies to. Default `post_merge`. */
  readonly patchStrategy?: "replace" | "isnull" | "post_merge" | "pre_merge" | undefined;
  /** This file is a preset: it needs no version and no component. */
  readonly isPreset?: boolean | undefined;
  /** Changes to the component's `run`; has that section's fields. */
  readonly runPatch?: RunPatch | undefined;
  /** Marks the file as one to be filled in first. */
  readonly template?: Template | undefined;
}

/** An operation merged with its component: what the compiler makes and the server stores. */
export interface CompiledOperation {
  /** What this is. At the root of a file it is required. */
  readonly kind?: "compiled_operation" | undefined;
  /** Version of the language. Required at the root of a file; `1.1` is the only one that is read. */
  readonly version?: number | undefined;
  /** Letters, digits, `-` and `_`, or a template. */
  readonly name?: string | undefined;
  /** What this is for, for people. */
  readonly description?: string | undefined;
  /** A list, or text with commas. An operation's tags are added to those of its component. */
  readonly tags?: readonly string[] | string | undefined;
  /** Names of stored presets, laid over the operation when it is compiled. */
  readonly presets?: readonly string[] | string | undefined;
  /** `queue` or `agent/queue`: where it waits for an agent. */
  readonly queue?: string | undefined;
  /** One of the agent's namespaces. */
  readonly namespace?: string | undefined;
  /** Whether an earlier run with the same values is taken instead of a new one. */
  readonly cache?: Cache | TemplateText | undefined;
  /** Retries, time limits and clean-up. */
  readonly termination?: Termination | TemplateText | undefined;
  /** What the platform adds to the run: logs, metrics, notifications, ... */
  readonly plugins?: Plugins | TemplateText | undefined;
  /** Builds the image first, with another component. */
  readonly build?: Build | TemplateText | undefined;
  /** Operations that start when this one ends. */
  readonly hooks?: readonly Hook[] | TemplateText | undefined;
  /** `false`: after compiling, the run waits for somebody's approval. */
  readonly isApproved?: boolean | TemplateText | undefined;
  /** What the run costs, for reports. */
  readonly cost?: number | TemplateText | undefined;
  /** Local files and folders to upload before the run starts: `from`, `from:to` or `{from, to}`. */
  readonly mount?: readonly (Mount | string)[] | undefined;
  /** Runs it again and again, or later. */
  readonly schedule?: Schedule | undefined;
  /** Starts it when something happens to another run. */
  readonly events?: readonly Event[] | TemplateText | undefined;
  /** Makes it many runs, each with other params. */
  readonly matrix?: Matrix | undefined;
  /** Params that are lists of values of many runs, found by a query. */
  readonly joins?: readonly Join[] | TemplateText | undefined;
  /** In a dag: names of the operations that come before this one. */
  readonly dependencies?: readonly string[] | TemplateText | undefined;
  /** In a dag: how those before it have to end. Default `all_succeeded`. */
  readonly trigger?: "all_succeeded" | "all_failed" | "all_done" | "one_succeeded" | "one_failed" | "one_done" | TemplateText | undefined;
  /** A template that ends as a boolean word; when it is false the run is skipped. */
  readonly conditions?: string | undefined;
  /** In a dag: skipped when one before it was skipped. */
  readonly skipOnUpstreamSkip?: boolean | undefined;
  /** The component's inputs with their values. */
  readonly inputs?: readonly IO[] | undefined;
  /** The component's outputs. */
  readonly outputs?: readonly IO[] | undefined;
  /** Values that templates may use but the component does not take. */
  readonly contexts?: readonly IO[] | undefined;
  /** The runtime, with the operation's patch. */
  readonly run: Run;
}

/** Marks a file that somebody has to fill in before it can run. */
export interface Template {
  /** `true`: `run` refuses the file, `check` warns. */
  readonly enabled?: boolean | TemplateText | undefined;
  /** What has to be filled in. */
  readonly description?: string | undefined;
  /** The fields that have to be filled in. */
  readonly fields?: readonly string[] | TemplateText | undefined;
}

/** A local file or folder to upload. */
export interface Mount {
  /** The local path. */
  readonly from: string;
  /** Where it goes in the run's files. Default: the same path. */
  readonly to?: string | undefined;
}

/** One input, output or context: a named, typed value. */
export interface IO {
  /** Templates use it as `{{ name }}`. `globals`, `params` and `connections` are taken. */
  readonly name: string;
  /** What the value means. */
  readonly description?: string | undefined;
  /** `int`, `float`, `bool`, `str`, `path`, `metric`, `git`, `artifacts`, ..., or `List[int]` and the like. Without a type anything goes. */
  readonly type?: string | undefined;
  /** The default. A value makes the input optional. */
  readonly value?: unknown | undefined;
  /** It may be left out. */
  readonly isOptional?: boolean | undefined;
  /** It is a list of its type. */
  readonly isList?: boolean | undefined;
  /** Of type `bool`: as an argument it is `--name`, or nothing. */
  readonly isFlag?: boolean | undefined;
  /** A template of the argument it becomes, such as `--lr {{ lr }}`. */
  readonly argFormat?: string | undefined;
  /** The connection that the value is about. */
  readonly connection?: string | undefined;
  /** The value becomes an init step: a git repository is cloned, artifacts are fetched, ... */
  readonly toInit?: boolean | undefined;
  /** Name of an environment variable that gets the value. */
  readonly toEnv?: string | undefined;
  /** Rules that the value has to meet. */
  readonly validation?: Validation | undefined;
  /** Missing values are accepted until the run starts. */
  readonly delayValidation?: boolean | undefined;
  /** The values that are allowed; short for `validation.options`. */
  readonly options?: unknown | undefined;
}

/** Rules for a value. Of a list every item has to meet them, of a mapping every value. */
export interface Validation {
  /** Read, and without effect: see `delayValidation`. */
  readonly delay?: boolean | TemplateText | undefined;
  /** Greater than. */
  readonly gt?: number | TemplateText | undefined;
  /** At least. */
  readonly ge?: number | TemplateText | undefined;
  /** Less than. */
  readonly lt?: number | TemplateText | undefined;
  /** At most. */
  readonly le?: number | TemplateText | undefined;
  /** A multiple of. */
  readonly multipleOf?: number | TemplateText | undefined;
  /** Least number of digits. */
  readonly minDigits?: number | TemplateText | undefined;
  /** Most digits. */
  readonly maxDigits?: number | TemplateText | undefined;
  /** Most digits after the point. */
  readonly decimalPlaces?: number | TemplateText | undefined;
  /** A pattern that the text starts with. */
  readonly regex?: string | undefined;
  /** Least length of the text. */
  readonly minLength?: number | TemplateText | undefined;
  /** Greatest length of the text. */
  readonly maxLength?: number | TemplateText | undefined;
  /** A part that the value has. */
  readonly contains?: unknown | undefined;
  /** A part that the value does not have. */
  readonly excludes?: unknown | undefined;
  /** The values that are allowed. */
  readonly options?: unknown | undefined;
  /** Least number of items. */
  readonly minItems?: number | TemplateText | undefined;
  /** Most items. */
  readonly maxItems?: number | TemplateText | undefined;
  /** Exactly these keys. */
  readonly keys?: readonly string[] | TemplateText | undefined;
  /** These keys, and maybe others. */
  readonly containsKeys?: readonly string[] | TemplateText | undefined;
  /** None of these keys. */
  readonly excludesKeys?: readonly string[] | TemplateText | undefined;
}

/** A value for an input, written out or taken from another run. */
export interface Param {
  /** The value; with `ref` the text of what is meant, such as `outputs.loss`. */
  readonly value?: unknown | undefined;
  /** Where the value comes from: `ops.NAME`, `runs.UUID` or `dag`. */
  readonly ref?: string | undefined;
  /** For templates only: the component need not have such an input. */
  readonly contextOnly?: boolean | undefined;
  /** The connection that the value is about. */
  readonly connection?: string | undefined;
  /** The value becomes an init step. */
  readonly toInit?: boolean | undefined;
  /** Name of an environment variable that gets the value. */
  readonly toEnv?: string | undefined;
}

/** A step before the main container. It has at most one source. */
export interface Init {
  /** Files and folders of an artifacts store. */
  readonly artifacts?: Artifacts | TemplateText | undefined;
  /** Paths of a connection; a pair is `[from, to]`. */
  readonly paths?: readonly (string | readonly [string, string])[] | string | undefined;
  /** A repository to clone. */
  readonly git?: Git | TemplateText | undefined;
  /** A Dockerfile to write. */
  readonly dockerfile?: Dockerfile | TemplateText | undefined;
  /** A file to write. */
  readonly file?: File | TemplateText | undefined;
  /** Folders of events to collect for TensorBoard. */
  readonly tensorboard?: Tensorboard | TemplateText | undefined;
  /** A recorded artifact: `RUN.NAME`. */
  readonly lineageRef?: string | undefined;
  /** A version of the model registry. */
  readonly modelRef?: string | undefined;
  /** A version of the artifact registry. */
  readonly artifactRef?: string | undefined;
  /** The connection to use. */
  readonly connection?: string | undefined;
  /** The folder to put it in. */
  readonly path?: string | undefined;
  /** The container that does the work, changed. */
  readonly container?: Container | TemplateText | undefined;
}

/** A git repository. */
export interface Git {
  /** Its address. Without it the step needs a connection that has one. */
  readonly url?: string | undefined;
  /** A branch, tag or commit. */
  readonly revision?: string | undefined;
  /** Further flags for `git`. */
  readonly flags?: readonly string[] | TemplateText | undefined;
}

/** Files and folders of an artifacts store. A pair is `[from, to]`. */
export interface Artifacts {
  /** Files. */
  readonly files?: readonly (string | readonly [string, string])[] | TemplateText | undefined;
  /** Folders. */
  readonly dirs?: readonly (string | readonly [string, string])[] | TemplateText | undefined;
  /** How many are fetched at once. */
  readonly workers?: number | TemplateText | undefined;
}

/** A Dockerfile, as data. */
export interface Dockerfile {
  /** The image to build on. */
  readonly image: string;
  /** Environment variables: a mapping, or a list of `[name, value]`. */
  readonly env?: Readonly<Record<string, unknown>> | readonly (readonly [string, unknown])[] | TemplateText | undefined;
  /** Folders added to `PATH`. */
  readonly path?: readonly string[] | TemplateText | undefined;
  /** What is copied before `run`. */
  readonly copy?: readonly (string | readonly [string, string])[] | TemplateText | undefined;
  /** What is copied after `run`. */
  readonly postRunCopy?: readonly (string | readonly [string, string])[] | TemplateText | undefined;
  /** Commands. */
  readonly run?: readonly string[] | TemplateText | undefined;
  /** Value of `LC_ALL` and the like. */
  readonly langEnv?: string | undefined;
  /** User id to run as. */
  readonly uid?: number | TemplateText | undefined;
  /** Group id to run as. */
  readonly gid?: number | TemplateText | undefined;
  /** Name of that user. */
  readonly username?: string | undefined;
  /** Default `Dockerfile`. */
  readonly filename?: string | undefined;
  /** Default `/code`. */
  readonly workdir?: string | undefined;
  /** What is copied into the working folder. */
  readonly workdirPath?: string | undefined;
  /** Default `/bin/bash`. */
  readonly shell?: string | undefined;
}

/** A small file, written out. */
export interface File {
  /** Its text. */
  readonly content: string;
  /** Its name. */
  readonly filename?: string | undefined;
  /** What kind of artifact it is. */
  readonly kind?: "model" | "audio" | "video" | "histogram" | "image" | "tensor" | "dataframe" | "chart" | "csv" | "tsv" | "psv" | "ssv" | "metric" | "env" | "html" | "text" | "file" | "dir" | "dockerfile" | "docker_image" | "data" | "coderef" | "table" | "tensorboard" | "curve" | "confusion" | "analysis" | "iteration" | "markdown" | "system" | "artifact" | "span" | TemplateText | undefined;
  /** Its mode, such as `+x`. */
  readonly chmod?: string | undefined;
}

/** Runs whose events TensorBoard shows. */
export interface Tensorboard {
  /** Its port. */
  readonly port?: number | TemplateText | undefined;
  /** The runs: a list, or text with commas. */
  readonly uuids?: readonly string[] | string | TemplateText | undefined;
  /** Shows names instead of uuids. */
  readonly useNames?: boolean | TemplateText | undefined;
  /** Prefix of its address. */
  readonly pathPrefix?: string | undefined;
  /** Its plugins: a list, or text with commas. */
  readonly plugins?: readonly string[] | string | undefined;
}

/** Builds the image of the main container first. The run waits for it. */
export interface Build {
  /** The component to run. */
  readonly hubRef: string;
  /** The registry to push to. */
  readonly connection?: string | undefined;
  /** Names of stored presets for it. */
  readonly presets?: readonly string[] | string | undefined;
  /** `queue` or `agent/queue`: where it waits for an agent. */
  readonly queue?: string | undefined;
  /** One of the agent's namespaces. */
  readonly namespace?: string | undefined;
  /** Whether an earlier build is taken. */
  readonly cache?: Cache | TemplateText | undefined;
  /** Its params, in the long form: `{name: {value: ...}}`. */
  readonly params?: Readonly<Record<string, Param>> | undefined;
  /** Changes to that component's `run`. */
  readonly runPatch?: RunPatch | undefined;
  /** How `runPatch` is laid over it. Default `post_merge`. */
  readonly patchStrategy?: "replace" | "isnull" | "post_merge" | "pre_merge" | undefined;
}

/** An operation that starts when the run ends. */
export interface Hook {
  /** The component to run. */
  readonly hubRef: string;
  /** A connection for it, such as one to send a message through. */
  readonly connection?: string | undefined;
  /** How the run has to end. Default: in any way. */
  readonly trigger?: "failed" | "stopped" | "succeeded" | "skipped" | "upstream_failed" | "done" | undefined;
  /** A template that ends as a boolean word; it sees the run's outputs. */
  readonly conditions?: string | undefined;
  /** Names of stored presets for it. */
  readonly presets?: readonly string[] | string | undefined;
  /** `queue` or `agent/queue`: where it waits for an agent. */
  readonly queue?: string | undefined;
  /** One of the agent's namespaces. */
  readonly namespace?: string | undefined;
  /** Its params, in the long form: `{name: {value: ...}}`. */
  readonly params?: Readonly<Record<string, Param>> | undefined;
  /** Leaves out the params that every hook gets: name, uuid, status, outputs, ... */
  readonly disableDefaults?: boolean | TemplateText | undefined;
}

/** Starts an operation when something happens. */
export interface Event {
  /** What has to happen; one of them is enough. */
  readonly kinds: readonly ("run_status_created" | "run_status_resuming" | "run_status_compiled" | "run_status_on_schedule" | "run_status_queued" | "run_status_scheduled" | "run_status_starting" | "run_status_running" | "run_status_processing" | "run_status_stopping" | "run_status_failed" | "run_status_stopped" | "run_status_succeeded" | "run_status_skipped" | "run_status_warning" | "run_status_unschedulable" | "run_status_upstream_failed" | "run_status_retrying" | "run_status_unknown" | "run_status_done" | "run_approved_actor" | "run_invalidated_actor" | "run_new_artifacts" | "connection_git_commit" | "connection_dataset_version" | "connection_registry_image" | "alert_info" | "alert_warning" | "alert_critical" | "model_version_new_metric" | "project_custom_event" | "org_custom_event")[];
  /** To what: `ops.NAME` or `runs.UUID`. */
  readonly ref: string;
}

/** Gathers values of many runs: each of its params becomes a list. */
export interface Join {
  /** Which runs, in the query language, such as `metrics.loss:<0.1`. */
  readonly query: string;
  /** Their order, such as `-metrics.accuracy`. */
  readonly sort?: string | undefined;
  /** Most runs. Default and most: 5000. */
  readonly limit?: number | TemplateText | undefined;
  /** How many to leave out first. */
  readonly offset?: number | TemplateText | undefined;
  /** Read, and without effect. */
  readonly ref?: string | undefined;
  /** What to take from each run: `{name: {value: outputs.loss}}`. */
  readonly params?: Readonly<Record<string, Param>> | undefined;
}

/** Whether an earlier run with the same values is taken instead of a new one. Inside pipelines it is, by itself. */
export interface Cache {
  /** `true`: never. `false`: also outside of pipelines. */
  readonly disable?: boolean | TemplateText | undefined;
  /** Seconds for which an earlier run counts. */
  readonly ttl?: number | TemplateText | undefined;
  /** Only these inputs are compared. */
  readonly io?: readonly string[] | TemplateText | undefined;
  /** Which parts of the run are compared too. */
  readonly sections?: readonly ("init" | "containers" | "connections")[] | TemplateText | undefined;
}

/** How a run ends. */
export interface Termination {
  /** How often a failed run is tried again. */
  readonly maxRetries?: number | TemplateText | undefined;
  /** Seconds after its end until its workload is removed. Logs and results stay. */
  readonly ttl?: number | TemplateText | undefined;
  /** Seconds after which it is stopped, all retries together. */
  readonly timeout?: number | TemplateText | undefined;
  /** Stops a service that nobody uses. */
  readonly culling?: Culling | undefined;
  /** How to find out whether a service is used. */
  readonly probe?: ActivityProbe | undefined;
  /** Kubernetes' own rules for failures of pods. */
  readonly podFailurePolicy?: PodFailurePolicy | TemplateText | undefined;
}

/** Stops a service that nobody uses. */
export interface Culling {
  /** Seconds without use. */
  readonly timeout?: number | TemplateText | undefined;
}

/** How to find out whether a service is used. */
export interface ActivityProbe {
  /** A command in the container. */
  readonly exec?: ExecAction | undefined;
  /** A request to the service. */
  readonly http?: HttpGetAction | undefined;
}

/** What the platform adds to a run. A field left out has its default. */
export interface Plugins {
  /** A token for the run. */
  readonly auth?: boolean | TemplateText | undefined;
  /** The machine's Docker socket. Default false. */
  readonly docker?: boolean | TemplateText | undefined;
  /** Shared memory. Default true. */
  readonly shm?: boolean | TemplateText | undefined;
  /** A terminal multiplexer. Default false. */
  readonly tmux?: boolean | TemplateText | undefined;
  /** A sandbox to work in; only for services. Default false. */
  readonly sandbox?: boolean | TemplateText | undefined;
  /** Access through ssh; only for services. Default false. */
  readonly ssh?: boolean | TemplateText | undefined;
  /** The artifacts store as a folder. Default false. */
  readonly mountArtifactsStore?: boolean | TemplateText | undefined;
  /** Keeps what the run writes to its outputs. Default true. */
  readonly collectArtifacts?: boolean | TemplateText | undefined;
  /** Keeps its logs. Default true. */
  readonly collectLogs?: boolean | TemplateText | undefined;
  /** Samples processors and memory. Default true. */
  readonly collectResources?: boolean | TemplateText | undefined;
  /** Reports its statuses. Default true. */
  readonly syncStatuses?: boolean | TemplateText | undefined;
  /** A tracked run goes on where it was. Default true. */
  readonly autoResume?: boolean | TemplateText | undefined;
  /** Talks to the server through its outer address. Default false. */
  readonly externalHost?: boolean | TemplateText | undefined;
  /** Level of the platform's own log lines. */
  readonly logLevel?: string | undefined;
  /** The container that collects. */
  readonly sidecar?: Sidecar | TemplateText | undefined;
  /** Who is told how the run ends. */
  readonly notifications?: readonly Notification[] | TemplateText | undefined;
}

/** The container that collects logs, metrics and files. */
export interface Sidecar {
  /** Its image. */
  readonly image?: string | undefined;
  /** The tag of its image. */
  readonly imageTag?: string | undefined;
  /** When its image is pulled. */
  readonly imagePullPolicy?: string | undefined;
  /** Seconds between two looks. Default 10. */
  readonly sleepInterval?: number | TemplateText | undefined;
  /** Seconds between two uploads. Default 10. */
  readonly syncInterval?: number | TemplateText | undefined;
  /** Looks at logs. */
  readonly monitorLogs?: boolean | TemplateText | undefined;
  /** Looks at the pod. */
  readonly monitorSpec?: boolean | TemplateText | undefined;
  /** Does not get the run's connections. */
  readonly noConnections?: boolean | TemplateText | undefined;
  /** What it may use. */
  readonly resources?: ResourceRequirements | TemplateText | undefined;
}

/** Who is told how a run ends. */
export interface Notification {
  /** Where to send it. */
  readonly connections: readonly string[] | TemplateText;
  /** At which status. */
  readonly trigger?: "created" | "resuming" | "compiled" | "on_schedule" | "queued" | "scheduled" | "starting" | "running" | "processing" | "stopping" | "failed" | "stopped" | "succeeded" | "skipped" | "warning" | "unschedulable" | "upstream_failed" | "retrying" | "unknown" | "done" | undefined;
}

/** One role of a distributed run. */
export interface Replica {
  /** How many of them. Default 1. */
  readonly replicas?: number | TemplateText | undefined;
  /** Labels, nodes, accounts: where and how the pod runs. */
  readonly environment?: Environment | TemplateText | undefined;
  /** Connections that the containers get. */
  readonly connections?: readonly string[] | TemplateText | undefined;
  /** Volumes, as Kubernetes has them. */
  readonly volumes?: readonly Volume[] | TemplateText | undefined;
  /** Steps before the main container, in order. */
  readonly init?: readonly Init[] | TemplateText | undefined;
  /** Containers beside the main one. */
  readonly sidecars?: readonly Container[] | TemplateText | undefined;
  /** The main container: image, command, arguments. */
  readonly container?: Container | TemplateText | undefined;
}

/** The head of a Ray cluster, or a group of its workers. */
export interface RayReplica {
  /** How many of them. Default 1. */
  readonly replicas?: number | TemplateText | undefined;
  /** Labels, nodes, accounts: where and how the pod runs. */
  readonly environment?: Environment | TemplateText | undefined;
  /** Connections that the containers get. */
  readonly connections?: readonly string[] | TemplateText | undefined;
  /** Volumes, as Kubernetes has them. */
  readonly volumes?: readonly Volume[] | TemplateText | undefined;
  /** Steps before the main container, in order. */
  readonly init?: readonly Init[] | TemplateText | undefined;
  /** Containers beside the main one. */
  readonly sidecars?: readonly Container[] | TemplateText | undefined;
  /** The main container: image, command, arguments. */
  readonly container?: Container | TemplateText | undefined;
  /** Least number when scaled. */
  readonly minReplicas?: number | TemplateText | undefined;
  /** Greatest number when scaled. */
  readonly maxReplicas?: number | TemplateText | undefined;
  /** Arguments of `ray start`. */
  readonly rayStartParams?: Readonly<Record<string, string>> | TemplateText | undefined;
}

/** For schedulers that place all replicas or none. */
export interface SchedulingPolicy {
  /** Least number of replicas to start with. */
  readonly minAvailable?: number | TemplateText | undefined;
  /** The scheduler's queue. */
  readonly queue?: string | undefined;
  /** Least resources to start with. */
  readonly minResources?: number | TemplateText | undefined;
  /** The scheduler's priority class. */
  readonly priorityClass?: string | undefined;
  /** Seconds to wait for a place. */
  readonly scheduleTimeoutSeconds?: number | TemplateText | undefined;
}

/** Arguments of elastic PyTorch training. */
export interface ElasticPolicy {
  /** Least number of replicas. */
  readonly minReplicas?: number | TemplateText | undefined;
  /** Greatest number of replicas. */
  readonly maxReplicas?: number | TemplateText | undefined;
  /** Backend of the rendezvous. (The letters are in this order.) */
  readonly rdvzBackend?: string | undefined;
  /** Its port. */
  readonly rdvzPort?: number | TemplateText | undefined;
  /** Its host. */
  readonly rdvzHost?: string | undefined;
  /** Its id. */
  readonly rdvzId?: string | undefined;
  /** Its settings. */
  readonly rdvzConf?: readonly (Readonly<Record<string, unknown>>)[] | undefined;
  /** One machine, no rendezvous elsewhere. */
  readonly standalone?: boolean | TemplateText | undefined;
  /** Processes on each replica. */
  readonly nProcPerNode?: number | TemplateText | undefined;
  /** Most restarts. */
  readonly maxRestarts?: number | TemplateText | undefined;
  /** Metrics to scale by. (With a capital.) */
  readonly Metrics?: readonly (Readonly<Record<string, unknown>>)[] | undefined;
}

/** How Ray scales its workers. */
export interface AutoscalerOptions {
  /** How fast it grows. */
  readonly upscalingMode?: string | undefined;
  /** When the autoscaler's image is pulled. */
  readonly imagePullPolicy?: string | undefined;
  /** What the autoscaler may use. */
  readonly resources?: ResourceRequirements | undefined;
}

/** The component that makes the suggestions of a matrix. */
export interface Tuner {
  /** The component. */
  readonly hubRef: string;
  /** Names of stored presets for it. */
  readonly presets?: readonly string[] | string | undefined;
  /** `queue` or `agent/queue`: where it waits for an agent. */
  readonly queue?: string | undefined;
  /** One of the agent's namespaces. */
  readonly namespace?: string | undefined;
  /** Its params, in the long form. */
  readonly params?: Readonly<Record<string, Param>> | undefined;
}

/** The output to compare runs by. */
export interface Metric {
  /** Its name. */
  readonly name: string;
  /** Whether more or less is better. */
  readonly optimization?: "maximize" | "minimize" | undefined;
}

/** The param that says how long a run trains. */
export interface Resource {
  /** Its name, such as `epochs`. */
  readonly name: string;
  /** Whether it is a whole number. */
  readonly type?: "int" | "float" | undefined;
}

/** How Bayesian optimisation chooses the next point. */
export interface UtilityFunction {
  /** Default `ucb`. */
  readonly acquisitionFunction?: "ucb" | "ei" | "poi" | undefined;
  /** The model of what is known. */
  readonly gaussianProcess?: GaussianProcess | undefined;
  /** Required with `ucb`: more explores more. */
  readonly kappa?: number | undefined;
  /** Required with `ei` and `poi`: more explores more. */
  readonly eps?: number | undefined;
  /** Points tried at random. */
  readonly numWarmup?: number | undefined;
  /** Starts of the search for the best point. */
  readonly numIterations?: number | undefined;
}

/** The model of what is known. */
export interface GaussianProcess {
  /** Default `matern`. */
  readonly kernel?: "rbf" | "matern" | undefined;
  /** Default 1. */
  readonly lengthScale?: number | undefined;
  /** Smoothness of `matern`. Default 1.5. */
  readonly nu?: number | undefined;
  /** Default 0. */
  readonly numRestartsOptimizer?: number | undefined;
}

/** Start, stop and step. */
export interface RangeValue {
  /** The first value. */
  readonly start: number | TemplateText;
  /** The end. */
  readonly stop: number | TemplateText;
  /** From one value to the next. */
  readonly step: number | TemplateText;
}

/** Start, stop and how many. */
export interface SpaceValue {
  /** The first value. */
  readonly start: number | TemplateText;
  /** The end. */
  readonly stop: number | TemplateText;
  /** How many values. */
  readonly num: number | TemplateText;
}

/** Exponents, how many, and the base. */
export interface LogSpaceValue {
  /** The first value. */
  readonly start: number | TemplateText;
  /** The end. */
  readonly stop: number | TemplateText;
  /** How many values. */
  readonly num: number | TemplateText;
  /** Default 10. */
  readonly base?: number | TemplateText | undefined;
}

/** First date, end and days. */
export interface DateRangeValue {
  /** The first value. */
  readonly start: DateText;
  /** The end. */
  readonly stop: DateText;
  /** Days. */
  readonly step: number | TemplateText;
}

/** First date-time, end and step. */
export interface DateTimeRangeValue {
  /** The first value. */
  readonly start: Moment;
  /** The end. */
  readonly stop: Moment;
  /** Seconds, or a duration such as `PT1H`. */
  readonly step: Duration;
}

/** Two ends. */
export interface UniformValue {
  /** The lower end. */
  readonly low: number | TemplateText;
  /** The upper end. */
  readonly high: number | TemplateText;
  /** How many at once. Default 1: a single number. */
  readonly size?: number | TemplateText | undefined;
}

/** Two ends and a step. */
export interface QUniformValue {
  /** The lower end. */
  readonly low: number | TemplateText;
  /** The upper end. */
  readonly high: number | TemplateText;
  /** Values are whole multiples of this. */
  readonly q: number | TemplateText;
  /** How many at once. Default 1: a single number. */
  readonly size?: number | TemplateText | undefined;
}

/** Mean and deviation. */
export interface NormalValue {
  /** The mean. */
  readonly loc: number | TemplateText;
  /** The standard deviation. */
  readonly scale: number | TemplateText;
  /** How many at once. Default 1: a single number. */
  readonly size?: number | TemplateText | undefined;
}

/** Mean, deviation and a step. */
export interface QNormalValue {
  /** The mean. */
  readonly loc: number | TemplateText;
  /** The standard deviation. */
  readonly scale: number | TemplateText;
  /** Values are whole multiples of this. */
  readonly q: number | TemplateText;
  /** How many at once. Default 1: a single number. */
  readonly size?: number | TemplateText | undefined;
}

/** A container, as Kubernetes has it. Keys below the first level are kept as they are written. */
export interface Container {
  /** Default `polyaxon-main`. */
  readonly name?: string | undefined;
  /** The image. Runs that are processes of a machine ignore it. */
  readonly image?: string | undefined;
  /** Text or a list. */
  readonly command?: readonly unknown[] | string | undefined;
  /** Text or a list. `{{ params.as_args }}` is all params as arguments. */
  readonly args?: readonly unknown[] | string | undefined;
  /** Environment variables: a list of `{name, value}`. */
  readonly env?: unknown | undefined;
  /** `envFrom` of a Kubernetes container. */
  readonly envFrom?: unknown | undefined;
  /** `imagePullPolicy` of a Kubernetes container. */
  readonly imagePullPolicy?: string | undefined;
  /** `lifecycle` of a Kubernetes container. */
  readonly lifecycle?: unknown | undefined;
  /** `livenessProbe` of a Kubernetes container. */
  readonly livenessProbe?: unknown | undefined;
  /** `ports` of a Kubernetes container. */
  readonly ports?: unknown | undefined;
  /** `readinessProbe` of a Kubernetes container. */
  readonly readinessProbe?: unknown | undefined;
  /** `resizePolicy` of a Kubernetes container. */
  readonly resizePolicy?: unknown | undefined;
  /** `requests` and `limits` of `cpu`, `memory`, `nvidia.com/gpu`, ... */
  readonly resources?: unknown | undefined;
  /** `restartPolicy` of a Kubernetes container. */
  readonly restartPolicy?: unknown | undefined;
  /** `securityContext` of a Kubernetes container. */
  readonly securityContext?: unknown | undefined;
  /** `startupProbe` of a Kubernetes container. */
  readonly startupProbe?: unknown | undefined;
  /** `stdin` of a Kubernetes container. */
  readonly stdin?: unknown | undefined;
  /** `stdinOnce` of a Kubernetes container. */
  readonly stdinOnce?: unknown | undefined;
  /** `terminationMessagePath` of a Kubernetes container. */
  readonly terminationMessagePath?: unknown | undefined;
  /** `terminationMessagePolicy` of a Kubernetes container. */
  readonly terminationMessagePolicy?: unknown | undefined;
  /** `tty` of a Kubernetes container. */
  readonly tty?: unknown | undefined;
  /** `volumeDevices` of a Kubernetes container. */
  readonly volumeDevices?: unknown | undefined;
  /** `volumeMounts` of a Kubernetes container. */
  readonly volumeMounts?: unknown | undefined;
  /** The folder the command runs in. */
  readonly workingDir?: string | undefined;
}

/** A volume, as Kubernetes has it. */
export interface Volume {
  /** Containers mount it by this name. */
  readonly name: string;
  /** `awsElasticBlockStore` of a Kubernetes volume. */
  readonly awsElasticBlockStore?: unknown | undefined;
  /** `azureDisk` of a Kubernetes volume. */
  readonly azureDisk?: unknown | undefined;
  /** `azureFile` of a Kubernetes volume. */
  readonly azureFile?: unknown | undefined;
  /** `cephfs` of a Kubernetes volume. */
  readonly cephfs?: unknown | undefined;
  /** `cinder` of a Kubernetes volume. */
  readonly cinder?: unknown | undefined;
  /** `configMap` of a Kubernetes volume. */
  readonly configMap?: unknown | undefined;
  /** `csi` of a Kubernetes volume. */
  readonly csi?: unknown | undefined;
  /** `downwardAPI` of a Kubernetes volume. */
  readonly downwardAPI?: unknown | undefined;
  /** `emptyDir` of a Kubernetes volume. */
  readonly emptyDir?: unknown | undefined;
  /** `ephemeral` of a Kubernetes volume. */
  readonly ephemeral?: unknown | undefined;
  /** `fc` of a Kubernetes volume. */
  readonly fc?: unknown | undefined;
  /** `flexVolume` of a Kubernetes volume. */
  readonly flexVolume?: unknown | undefined;
  /** `flocker` of a Kubernetes volume. */
  readonly flocker?: unknown | undefined;
  /** `gcePersistentDisk` of a Kubernetes volume. */
  readonly gcePersistentDisk?: unknown | undefined;
  /** `gitRepo` of a Kubernetes volume. */
  readonly gitRepo?: unknown | undefined;
  /** `glusterfs` of a Kubernetes volume. */
  readonly glusterfs?: unknown | undefined;
  /** `hostPath` of a Kubernetes volume. */
  readonly hostPath?: unknown | undefined;
  /** `image` of a Kubernetes volume. */
  readonly image?: unknown | undefined;
  /** `iscsi` of a Kubernetes volume. */
  readonly iscsi?: unknown | undefined;
  /** `nfs` of a Kubernetes volume. */
  readonly nfs?: unknown | undefined;
  /** `persistentVolumeClaim` of a Kubernetes volume. */
  readonly persistentVolumeClaim?: unknown | undefined;
  /** `photonPersistentDisk` of a Kubernetes volume. */
  readonly photonPersistentDisk?: unknown | undefined;
  /** `portworxVolume` of a Kubernetes volume. */
  readonly portworxVolume?: unknown | undefined;
  /** `projected` of a Kubernetes volume. */
  readonly projected?: unknown | undefined;
  /** `quobyte` of a Kubernetes volume. */
  readonly quobyte?: unknown | undefined;
  /** `rbd` of a Kubernetes volume. */
  readonly rbd?: unknown | undefined;
  /** `scaleIO` of a Kubernetes volume. */
  readonly scaleIO?: unknown | undefined;
  /** `secret` of a Kubernetes volume. */
  readonly secret?: unknown | undefined;
  /** `storageos` of a Kubernetes volume. */
  readonly storageos?: unknown | undefined;
  /** `vsphereVolume` of a Kubernetes volume. */
  readonly vsphereVolume?: unknown | undefined;
}

/** Where and how the pod runs. */
export interface Environment {
  /** Labels of the pod. What is not text becomes JSON. */
  readonly labels?: Readonly<Record<string, string | number | boolean>> | TemplateText | undefined;
  /** Annotations of the pod. */
  readonly annotations?: Readonly<Record<string, string | number | boolean>> | TemplateText | undefined;
  /** Labels that the node must have. */
  readonly nodeSelector?: Readonly<Record<string, string | number | boolean>> | TemplateText | undefined;
  /** Which nodes and which neighbours it prefers. */
  readonly affinity?: Affinity | TemplateText | undefined;
  /** Taints of nodes that it tolerates. */
  readonly tolerations?: readonly Toleration[] | TemplateText | undefined;
  /** The node. */
  readonly nodeName?: string | undefined;
  /** The account it runs as. */
  readonly serviceAccountName?: string | undefined;
  /** Lines for its hosts file. */
  readonly hostAliases?: readonly HostAlias[] | TemplateText | undefined;
  /** User, groups, rights. */
  readonly securityContext?: SecurityContext | TemplateText | undefined;
  /** Secrets for pulling images. */
  readonly imagePullSecrets?: readonly string[] | TemplateText | undefined;
  /** Uses the node's network. */
  readonly hostNetwork?: boolean | TemplateText | undefined;
  /** Sees the node's processes. */
  readonly hostPID?: boolean | TemplateText | undefined;
  /** How names are resolved. */
  readonly dnsPolicy?: string | undefined;
  /** Name servers of its own. */
  readonly dnsConfig?: DnsConfig | TemplateText | undefined;
  /** The scheduler that places it. */
  readonly schedulerName?: string | undefined;
  /** Its priority class. */
  readonly priorityClassName?: string | undefined;
  /** Its priority, as a number. */
  readonly priority?: number | TemplateText | undefined;
  /** When its containers are started again. */
  readonly restartPolicy?: "Always" | "OnFailure" | "Never" | "ExitCode" | TemplateText | undefined;
}

/** Which nodes and which neighbours a pod prefers. */
export interface Affinity {
  /** `nodeAffinity` of a Kubernetes affinity. */
  readonly nodeAffinity?: unknown | undefined;
  /** `podAffinity` of a Kubernetes affinity. */
  readonly podAffinity?: unknown | undefined;
  /** `podAntiAffinity` of a Kubernetes affinity. */
  readonly podAntiAffinity?: unknown | undefined;
}

/** A taint that a pod tolerates. */
export interface Toleration {
  /** `effect` of a Kubernetes toleration. */
  readonly effect?: unknown | undefined;
  /** `key` of a Kubernetes toleration. */
  readonly key?: unknown | undefined;
  /** `operator` of a Kubernetes toleration. */
  readonly operator?: unknown | undefined;
  /** `tolerationSeconds` of a Kubernetes toleration. */
  readonly tolerationSeconds?: unknown | undefined;
  /** `value` of a Kubernetes toleration. */
  readonly value?: unknown | undefined;
}

/** A line for the hosts file. */
export interface HostAlias {
  /** The names. */
  readonly hostnames?: unknown | undefined;
  /** Their address. */
  readonly ip?: unknown | undefined;
}

/** User, groups and rights of a pod or container. */
export interface SecurityContext {
  /** `allowPrivilegeEscalation` of a Kubernetes security context. */
  readonly allowPrivilegeEscalation?: unknown | undefined;
  /** `capabilities` of a Kubernetes security context. */
  readonly capabilities?: unknown | undefined;
  /** `privileged` of a Kubernetes security context. */
  readonly privileged?: unknown | undefined;
  /** `procMount` of a Kubernetes security context. */
  readonly procMount?: unknown | undefined;
  /** `readOnlyRootFilesystem` of a Kubernetes security context. */
  readonly readOnlyRootFilesystem?: unknown | undefined;
  /** `appArmorProfile` of a Kubernetes security context. */
  readonly appArmorProfile?: unknown | undefined;
  /** `fsGroup` of a Kubernetes security context. */
  readonly fsGroup?: unknown | undefined;
  /** `fsGroupChangePolicy` of a Kubernetes security context. */
  readonly fsGroupChangePolicy?: unknown | undefined;
  /** `runAsGroup` of a Kubernetes security context. */
  readonly runAsGroup?: unknown | undefined;
  /** `runAsNonRoot` of a Kubernetes security context. */
  readonly runAsNonRoot?: unknown | undefined;
  /** `runAsUser` of a Kubernetes security context. */
  readonly runAsUser?: unknown | undefined;
  /** `seLinuxChangePolicy` of a Kubernetes security context. */
  readonly seLinuxChangePolicy?: unknown | undefined;
  /** `seLinuxOptions` of a Kubernetes security context. */
  readonly seLinuxOptions?: unknown | undefined;
  /** `seccompProfile` of a Kubernetes security context. */
  readonly seccompProfile?: unknown | undefined;
  /** `supplementalGroups` of a Kubernetes security context. */
  readonly supplementalGroups?: unknown | undefined;
  /** `supplementalGroupsPolicy` of a Kubernetes security context. */
  readonly supplementalGroupsPolicy?: unknown | undefined;
  /** `sysctls` of a Kubernetes security context. */
  readonly sysctls?: unknown | undefined;
  /** `windowsOptions` of a Kubernetes security context. */
  readonly windowsOptions?: unknown | undefined;
}

/** How names are resolved. */
export interface DnsConfig {
  /** Addresses of name servers. */
  readonly nameservers?: unknown | undefined;
  /** Options. */
  readonly options?: unknown | undefined;
  /** Domains to try. */
  readonly searches?: unknown | undefined;
}

/** Kubernetes' own rules for failures of pods. */
export interface PodFailurePolicy {
  /** The rules, in order. */
  readonly rules?: unknown | undefined;
}

/** A command in the container. */
export interface ExecAction {
  /** The command, as a list. */
  readonly command?: unknown | undefined;
}

/** A request to the container. */
export interface HttpGetAction {
  /** Default: the pod's address. */
  readonly host?: unknown | undefined;
  /** Headers. */
  readonly httpHeaders?: unknown | undefined;
  /** The path. */
  readonly path?: unknown | undefined;
  /** The port. */
  readonly port?: unknown | undefined;
  /** `HTTP` or `HTTPS`. */
  readonly scheme?: unknown | undefined;
}

/** What a container may use. */
export interface ResourceRequirements {
  /** Claims. */
  readonly claims?: unknown | undefined;
  /** At most. */
  readonly limits?: unknown | undefined;
  /** At least. */
  readonly requests?: unknown | undefined;
}

/** A container that runs to its end. */
export interface Job {
  /** `job`; may be left out. */
  readonly kind?: "job" | undefined;
  /** Labels, nodes, accounts: where and how the pod runs. */
  readonly environment?: Environment | TemplateText | undefined;
  /** Connections that the containers get. */
  readonly connections?: readonly string[] | TemplateText | undefined;
  /** Volumes, as Kubernetes has them. */
  readonly volumes?: readonly Volume[] | TemplateText | undefined;
  /** Steps before the main container, in order. */
  readonly init?: readonly Init[] | TemplateText | undefined;
  /** Containers beside the main one. */
  readonly sidecars?: readonly Container[] | TemplateText | undefined;
  /** The main container: image, command, arguments. */
  readonly container?: Container | TemplateText | undefined;
}

/** A container that answers requests until it is stopped. */
export interface Service {
  /** `service` */
  readonly kind: "service";
  /** Labels, nodes, accounts: where and how the pod runs. */
  readonly environment?: Environment | TemplateText | undefined;
  /** Connections that the containers get. */
  readonly connections?: readonly string[] | TemplateText | undefined;
  /** Volumes, as Kubernetes has them. */
  readonly volumes?: readonly Volume[] | TemplateText | undefined;
  /** Steps before the main container, in order. */
  readonly init?: readonly Init[] | TemplateText | undefined;
  /** Containers beside the main one. */
  readonly sidecars?: readonly Container[] | TemplateText | undefined;
  /** The main container: image, command, arguments. */
  readonly container?: Container | TemplateText | undefined;
  /** Ports that it listens on. */
  readonly ports?: readonly number[] | TemplateText | undefined;
  /** Requests lose the prefix of the service's address. */
  readonly rewritePath?: boolean | TemplateText | undefined;
  /** The service has an address of its own. */
  readonly isExternal?: boolean | TemplateText | undefined;
  /** How many of them. Default 1. */
  readonly replicas?: number | TemplateText | undefined;
}

/** A pipeline of operations. */
export interface Dag {
  /** `dag` */
  readonly kind: "dag";
  /** The operations. Dependencies and references between params give their order. */
  readonly operations?: readonly Operation[] | TemplateText | undefined;
  /** Components that operations refer to with `dagRef`. */
  readonly components?: readonly Component[] | TemplateText | undefined;
  /** For every operation of it; the operation's own fields win. */
  readonly environment?: Environment | TemplateText | undefined;
  /** Connections of every operation. */
  readonly connections?: readonly string[] | TemplateText | undefined;
  /** Volumes of every operation. */
  readonly volumes?: readonly Volume[] | TemplateText | undefined;
  /** Most operations at once. */
  readonly concurrency?: number | TemplateText | undefined;
  /** When to give up. */
  readonly earlyStopping?: readonly EarlyStopping[] | TemplateText | undefined;
}

/** A launcher and workers that talk over MPI. */
export interface MpiJob {
  /** `mpijob` */
  readonly kind: "mpijob";
  /** Which pods are removed at the end. */
  readonly cleanPodPolicy?: "All" | "Running" | "None" | undefined;
  /** For schedulers that place all replicas or none. */
  readonly schedulingPolicy?: SchedulingPolicy | undefined;
  /** Processes on each worker. */
  readonly slotsPerWorker?: number | TemplateText | undefined;
  /** Starts the processes. */
  readonly launcher?: Replica | undefined;
  /** Runs the processes. */
  readonly worker?: Replica | undefined;
}

/** Distributed TensorFlow. */
export interface TensorflowJob {
  /** `tfjob` */
  readonly kind: "tfjob";
  /** Which pods are removed at the end. */
  readonly cleanPodPolicy?: "All" | "Running" | "None" | undefined;
  /** For schedulers that place all replicas or none. */
  readonly schedulingPolicy?: SchedulingPolicy | undefined;
  /** Workers may come and go. */
  readonly enableDynamicWorker?: boolean | undefined;
  /** When the job counts as succeeded. */
  readonly successPolicy?: string | undefined;
  /** Leads the others. */
  readonly chief?: Replica | undefined;
  /** Parameter servers. */
  readonly ps?: Replica | undefined;
  /** Workers. */
  readonly worker?: Replica | undefined;
  /** Evaluates meanwhile. */
  readonly evaluator?: Replica | undefined;
}

/** Distributed PyTorch. */
export interface PytorchJob {
  /** `pytorchjob` */
  readonly kind: "pytorchjob";
  /** Which pods are removed at the end. */
  readonly cleanPodPolicy?: "All" | "Running" | "None" | undefined;
  /** For schedulers that place all replicas or none. */
  readonly schedulingPolicy?: SchedulingPolicy | undefined;
  /** Arguments of elastic training. */
  readonly elasticPolicy?: ElasticPolicy | undefined;
  /** Processes on each replica. */
  readonly nProcPerNode?: number | TemplateText | undefined;
  /** The replica of rank 0. */
  readonly master?: Replica | undefined;
  /** Workers. */
  readonly worker?: Replica | undefined;
}

/** A Ray cluster, with a program that runs on it. */
export interface RayCluster {
  /** `raycluster` */
  readonly kind: "raycluster";
  /** The command to run on the cluster. */
  readonly entrypoint?: string | undefined;
  /** Ray's runtime environment. */
  readonly runtimeEnv?: Readonly<Record<string, unknown>> | TemplateText | undefined;
  /** Metadata of the Ray job. */
  readonly metadata?: Readonly<Record<string, string>> | TemplateText | undefined;
  /** Version of Ray. */
  readonly rayVersion?: string | undefined;
  /** The head. */
  readonly head?: RayReplica | undefined;
  /** Groups of workers, by name. */
  readonly workers?: Readonly<Record<string, RayReplica>> | undefined;
  /** Ray scales its workers itself. */
  readonly enableInTreeAutoscaling?: boolean | TemplateText | undefined;
  /** How it does. */
  readonly autoscalerOptions?: AutoscalerOptions | undefined;
}

/** A Dask cluster: a scheduler and workers. */
export interface DaskCluster {
  /** `daskcluster` */
  readonly kind: "daskcluster";
  /** Workers. */
  readonly worker?: Replica | undefined;
  /** The scheduler. */
  readonly scheduler?: Replica | undefined;
  /** Least number of workers. */
  readonly minReplicas?: number | TemplateText | undefined;
  /** Greatest number of workers. */
  readonly maxReplicas?: number | TemplateText | undefined;
}

/** A job that tells somebody something. */
export interface Notifier {
  /** `notifier` */
  readonly kind: "notifier";
  /** Labels, nodes, accounts: where and how the pod runs. */
  readonly environment?: Environment | TemplateText | undefined;
  /** Connections that the containers get. */
  readonly connections?: readonly string[] | TemplateText | undefined;
  /** Volumes, as Kubernetes has them. */
  readonly volumes?: readonly Volume[] | TemplateText | undefined;
  /** Steps before the main container, in order. */
  readonly init?: readonly Init[] | TemplateText | undefined;
  /** Containers beside the main one. */
  readonly sidecars?: readonly Container[] | TemplateText | undefined;
  /** The main container: image, command, arguments. */
  readonly container?: Container | TemplateText | undefined;
}

/** A job that removes files. */
export interface Cleaner {
  /** `cleaner` */
  readonly kind: "cleaner";
  /** Labels, nodes, accounts: where and how the pod runs. */
  readonly environment?: Environment | TemplateText | undefined;
  /** Connections that the containers get. */
  readonly connections?: readonly string[] | TemplateText | undefined;
  /** Volumes, as Kubernetes has them. */
  readonly volumes?: readonly Volume[] | TemplateText | undefined;
  /** Steps before the main container, in order. */
  readonly init?: readonly Init[] | TemplateText | undefined;
  /** Containers beside the main one. */
  readonly sidecars?: readonly Container[] | TemplateText | undefined;
  /** The main container: image, command, arguments. */
  readonly container?: Container | TemplateText | undefined;
}

/** A job that suggests params for a matrix. */
export interface TunerJob {
  /** `tuner` */
  readonly kind: "tuner";
  /** Labels, nodes, accounts: where and how the pod runs. */
  readonly environment?: Environment | TemplateText | undefined;
  /** Connections that the containers get. */
  readonly connections?: readonly string[] | TemplateText | undefined;
  /** Volumes, as Kubernetes has them. */
  readonly volumes?: readonly Volume[] | TemplateText | undefined;
  /** Steps before the main container, in order. */
  readonly init?: readonly Init[] | TemplateText | undefined;
  /** Containers beside the main one. */
  readonly sidecars?: readonly Container[] | TemplateText | undefined;
  /** The main container: image, command, arguments. */
  readonly container?: Container | TemplateText | undefined;
}

/** One run for each mapping of a list. */
export interface Mapping {
  /** `mapping` */
  readonly kind: "mapping";
  /** A list of mappings from param to value. */
  readonly values: readonly (Readonly<Record<string, unknown>>)[] | TemplateText;
  /** Most runs at once. */
  readonly concurrency?: number | TemplateText | undefined;
  /** When to give up the rest. */
  readonly earlyStopping?: readonly EarlyStopping[] | TemplateText | undefined;
}

/** One run for each combination of the values; the last param changes fastest. */
export interface Grid {
  /** `grid` */
  readonly kind: "grid";
  /** What to search, by the name of the param. */
  readonly params: Readonly<Record<string, HyperParameter>>;
  /** Only the first so many. */
  readonly numRuns?: number | undefined;
  /** Most runs at once. */
  readonly concurrency?: number | TemplateText | undefined;
  /** When to give up the rest. */
  readonly earlyStopping?: readonly EarlyStopping[] | TemplateText | undefined;
}

/** Runs with values drawn at random. */
export interface Random {
  /** `random` */
  readonly kind: "random";
  /** What to search, by the name of the param. */
  readonly params: Readonly<Record<string, HyperParameter>>;
  /** How many runs. */
  readonly numRuns: number;
  /** Makes the suggestions repeatable. */
  readonly seed?: number | undefined;
  /** Most runs at once. */
  readonly concurrency?: number | TemplateText | undefined;
  /** When to give up the rest. */
  readonly earlyStopping?: readonly EarlyStopping[] | TemplateText | undefined;
}

/** Many runs with few resources, then fewer and fewer with more. */
export interface Hyperband {
  /** `hyperband` */
  readonly kind: "hyperband";
  /** What to search, by the name of the param. */
  readonly params?: Readonly<Record<string, HyperParameter>> | undefined;
  /** R: most resources of one run. */
  readonly maxIterations?: number | undefined;
  /** Each round keeps about the best 1/eta. */
  readonly eta?: number | undefined;
  /** The param that says how long a run trains. */
  readonly resource?: Resource | undefined;
  /** What to compare runs by. */
  readonly metric?: Metric | undefined;
  /** A survivor goes on where it was. */
  readonly resume?: boolean | undefined;
  /** Makes the suggestions repeatable. */
  readonly seed?: number | undefined;
  /** A component of one's own that makes the suggestions. */
  readonly tuner?: Tuner | TemplateText | undefined;
  /** Most runs at once. */
  readonly concurrency?: number | TemplateText | undefined;
  /** When to give up the rest. */
  readonly earlyStopping?: readonly EarlyStopping[] | TemplateText | undefined;
}

/** Bayesian optimisation: each run is chosen by what is known from those before it. */
export interface Bayes {
  /** `bayes` */
  readonly kind: "bayes";
  /** What to search, by the name of the param. */
  readonly params: Readonly<Record<string, HyperParameter>>;
  /** Runs at random before the first suggestion. */
  readonly numInitialRuns: number;
  /** How many suggestions after those. */
  readonly maxIterations: number;
  /** What to make better. */
  readonly metric: Metric;
  /** How to weigh what is unknown against what is good. */
  readonly utilityFunction?: UtilityFunction | undefined;
  /** Makes the suggestions repeatable. */
  readonly seed?: number | undefined;
  /** A component of one's own that makes the suggestions. */
  readonly tuner?: Tuner | TemplateText | undefined;
  /** Most runs at once. */
  readonly concurrency?: number | TemplateText | undefined;
  /** When to give up the rest. */
  readonly earlyStopping?: readonly EarlyStopping[] | TemplateText | undefined;
}

/** Tree-structured Parzen estimators, random search or annealing. */
export interface Hyperopt {
  /** `hyperopt` */
  readonly kind: "hyperopt";
  /** What to search, by the name of the param. */
  readonly params: Readonly<Record<string, HyperParameter>>;
  /** What to make better. */
  readonly metric: Metric;
  /** Default `tpe`. */
  readonly algorithm?: "tpe" | "rand" | "anneal" | undefined;
  /** Runs of each iteration. */
  readonly numRuns?: number | undefined;
  /** How many iterations. */
  readonly maxIterations?: number | undefined;
  /** Makes the suggestions repeatable. */
  readonly seed?: number | undefined;
  /** A component of one's own that makes the suggestions. */
  readonly tuner?: Tuner | TemplateText | undefined;
  /** Most runs at once. */
  readonly concurrency?: number | TemplateText | undefined;
  /** When to give up the rest. */
  readonly earlyStopping?: readonly EarlyStopping[] | TemplateText | undefined;
}

/** Suggestions from a component of one's own, again and again. */
export interface Iterative {
  /** `iterative` */
  readonly kind: "iterative";
  /** What to search, by the name of the param. */
  readonly params?: Readonly<Record<string, HyperParameter>> | undefined;
  /** How many iterations. */
  readonly maxIterations: number;
  /** Makes the suggestions repeatable. */
  readonly seed?: number | undefined;
  /** A component of one's own that makes the suggestions. */
  readonly tuner?: Tuner | TemplateText | undefined;
  /** Most runs at once. */
  readonly concurrency?: number | TemplateText | undefined;
  /** When to give up the rest. */
  readonly earlyStopping?: readonly EarlyStopping[] | TemplateText | undefined;
}

/** One of these values. */
export interface Choice {
  /** `choice` */
  readonly kind: "choice";
  /** The values. */
  readonly value: readonly unknown[] | TemplateText;
}

/** One of these values, some more likely than others. */
export interface WeightedChoice {
  /** `pchoice` */
  readonly kind: "pchoice";
  /** Pairs `[value, weight]`; weights add up to 1 at most. */
  readonly value?: readonly (readonly [unknown, number | TemplateText])[] | TemplateText | undefined;
}

/** From start to stop in steps; stop is left out. */
export interface Range {
  /** `range` */
  readonly kind: "range";
  /** Such as `0:10:2`. */
  readonly value?: RangeValue | readonly unknown[] | string | TemplateText | undefined;
}

/** Evenly spaced values; stop is included. */
export interface Linspace {
  /** `linspace` */
  readonly kind: "linspace";
  /** Such as `0:1:5`. */
  readonly value?: SpaceValue | readonly unknown[] | string | TemplateText | undefined;
}

/** Powers of a base, their exponents evenly spaced. */
export interface Logspace {
  /** `logspace` */
  readonly kind: "logspace";
  /** Such as `-3:-1:3`. */
  readonly value?: LogSpaceValue | readonly unknown[] | string | TemplateText | undefined;
}

/** Values that grow by a factor; stop is included. */
export interface Geomspace {
  /** `geomspace` */
  readonly kind: "geomspace";
  /** Such as `1:1000:4`. */
  readonly value?: SpaceValue | readonly unknown[] | string | TemplateText | undefined;
}

/** Dates in steps of days. */
export interface DateRange {
  /** `daterange` */
  readonly kind: "daterange";
  /** `[first, end, days]` */
  readonly value?: DateRangeValue | readonly unknown[] | TemplateText | undefined;
}

/** Date-times in steps. */
export interface DateTimeRange {
  /** `datetimerange` */
  readonly kind: "datetimerange";
  /** `[first, end, seconds]` */
  readonly value: DateTimeRangeValue | readonly unknown[] | TemplateText;
}

/** Any number between, each as likely. */
export interface Uniform {
  /** `uniform` */
  readonly kind: "uniform";
  /** Such as `0:1`. */
  readonly value?: UniformValue | readonly unknown[] | string | TemplateText | undefined;
}

/** Like `uniform`, in multiples of q. */
export interface QUniform {
  /** `quniform` */
  readonly kind: "quniform";
  /** Such as `0:1:0.1`. */
  readonly value?: QUniformValue | readonly unknown[] | string | TemplateText | undefined;
}

/** e to the power of a uniform number. */
export interface LogUniform {
  /** `loguniform` */
  readonly kind: "loguniform";
  /** Exponents, such as `-7:-2`. */
  readonly value?: UniformValue | readonly unknown[] | string | TemplateText | undefined;
}

/** Like `loguniform`, in multiples of q. */
export interface QLogUniform {
  /** `qloguniform` */
  readonly kind: "qloguniform";
  /** Such as `0:5:0.5`. */
  readonly value?: QUniformValue | readonly unknown[] | string | TemplateText | undefined;
}

/** Normally distributed. */
export interface Normal {
  /** `normal` */
  readonly kind: "normal";
  /** Such as `0:1`. */
  readonly value?: NormalValue | readonly unknown[] | string | TemplateText | undefined;
}

/** Like `normal`, in multiples of q. */
export interface QNormal {
  /** `qnormal` */
  readonly kind: "qnormal";
  /** Such as `0:1:0.1`. */
  readonly value?: QNormalValue | readonly unknown[] | string | TemplateText | undefined;
}

/** e to the power of a normal number. */
export interface LogNormal {
  /** `lognormal` */
  readonly kind: "lognormal";
  /** Such as `0:1`. */
  readonly value?: NormalValue | readonly unknown[] | string | TemplateText | undefined;
}

/** Like `lognormal`, in multiples of q. */
export interface QLogNormal {
  /** `qlognormal` */
  readonly kind: "qlognormal";
  /** Such as `0:1:0.1`. */
  readonly value?: QNormalValue | readonly unknown[] | string | TemplateText | undefined;
}

/** Runs an operation at times that a cron line gives. */
export interface Cron {
  /** `cron` */
  readonly kind: "cron";
  /** Five fields, or `@hourly`, `@daily`, `@weekly`, ... */
  readonly cron: string;
  /** Not before this time. */
  readonly startAt?: Moment | undefined;
  /** Not after this time. */
  readonly endAt?: Moment | undefined;
  /** At most so many runs. */
  readonly maxRuns?: number | TemplateText | undefined;
  /** A run starts only when the one before it succeeded. */
  readonly dependsOnPast?: boolean | TemplateText | undefined;
}

/** Runs an operation again and again. */
export interface Interval {
  /** `interval` */
  readonly kind: "interval";
  /** Seconds, `HH:MM:SS`, `2 days` or `PT1H`. */
  readonly frequency: Duration;
  /** Not before this time. */
  readonly startAt?: Moment | undefined;
  /** Not after this time. */
  readonly endAt?: Moment | undefined;
  /** At most so many runs. */
  readonly maxRuns?: number | TemplateText | undefined;
  /** A run starts only when the one before it succeeded. */
  readonly dependsOnPast?: boolean | TemplateText | undefined;
}

/** Runs an operation once, later. */
export interface DateTime {
  /** `datetime` */
  readonly kind: "datetime";
  /** When. */
  readonly startAt: Moment;
}

/** Gives up when too many runs fail. */
export interface FailureEarlyStopping {
  /** `failure_early_stopping` */
  readonly kind: "failure_early_stopping";
  /** The share of failed runs that is too many. */
  readonly percent: number | TemplateText;
}

/** Ends when a run is good enough, or stops runs that will not become good. */
export interface MetricEarlyStopping {
  /** `metric_early_stopping` */
  readonly kind: "metric_early_stopping";
  /** Name of an output. */
  readonly metric: string;
  /** What is good enough. */
  readonly value: number | TemplateText;
  /** Whether more or less is better. */
  readonly optimization: "maximize" | "minimize";
  /** Which runs to stop meanwhile. */
  readonly policy?: StoppingPolicy | undefined;
}

/** Stops runs whose best is worse than the median of the others' averages. */
export interface MedianPolicy {
  /** `median` */
  readonly kind: "median";
  /** Steps between two looks. */
  readonly evaluationInterval?: number | TemplateText | undefined;
  /** Steps before the first look. */
  readonly minInterval?: number | TemplateText | undefined;
  /** Least number of runs to compare. */
  readonly minSamples?: number | TemplateText | undefined;
}

/** Stops the worst part of the runs at each look. */
export interface TruncationPolicy {
  /** `truncation` */
  readonly kind: "truncation";
  /** How large that part is. */
  readonly percent: number | TemplateText;
  /** Steps between two looks. */
  readonly evaluationInterval: number | TemplateText;
  /** Steps before the first look. */
  readonly minInterval?: number | TemplateText | undefined;
  /** Least number of runs to compare. */
  readonly minSamples?: number | TemplateText | undefined;
  /** Compares with finished runs too. */
  readonly includeSucceeded?: boolean | TemplateText | undefined;
}

/** Stops runs that are worse than the best by a factor. */
export interface DiffPolicy {
  /** `diff` */
  readonly kind: "diff";
  /** The factor, in percent. */
  readonly percent: number | TemplateText;
  /** Steps between two looks. */
  readonly evaluationInterval: number | TemplateText;
  /** Steps before the first look. */
  readonly minInterval?: number | TemplateText | undefined;
  /** Least number of runs to compare. */
  readonly minSamples?: number | TemplateText | undefined;
}

/** The runtime of a component. */
export type Run =
  | Job
  | Service
  | Dag
  | MpiJob
  | TensorflowJob
  | PytorchJob
  | RayCluster
  | DaskCluster
  | Notifier
  | Cleaner
  | TunerJob;

/** How many runs an operation becomes, and with which params. */
export type Matrix =
  | Mapping
  | Grid
  | Random
  | Hyperband
  | Bayes
  | Hyperopt
  | Iterative;

/** The values of one param to search. */
export type HyperParameter =
  | Choice
  | WeightedChoice
  | Range
  | Linspace
  | Logspace
  | Geomspace
  | DateRange
  | DateTimeRange
  | Uniform
  | QUniform
  | LogUniform
  | QLogUniform
  | Normal
  | QNormal
  | LogNormal
  | QLogNormal;

/** When an operation runs. */
export type Schedule =
  | Cron
  | Interval
  | DateTime;

/** When to give up the rest of the runs. */
export type EarlyStopping =
  | FailureEarlyStopping
  | MetricEarlyStopping;

/** Which runs to stop meanwhile. */
export type StoppingPolicy =
  | MedianPolicy
  | TruncationPolicy
  | DiffPolicy;

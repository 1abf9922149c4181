import type { Descriptions } from "./description.ts";

const called = {
  hubRef: "The component to run.",
  presets: "Names of stored presets for it.",
  queue: "`queue` or `agent/queue`: where it waits for an agent.",
  namespace: "One of the agent's namespaces.",
  params: "Its params, in the long form: `{name: {value: ...}}`.",
} as const;

const limits = {
  startAt: "Not before this time.",
  endAt: "Not after this time.",
  maxRuns: "At most so many runs.",
  dependsOnPast: "A run starts only when the one before it succeeded.",
} as const;

/** What happens around an operation. */
export const automation: Descriptions = {
  Build: {
    about: "Builds the image of the main container first. The run waits for it.",
    fields: {
      ...called,
      connection: "The registry to push to.",
      cache: "Whether an earlier build is taken.",
      runPatch: "Changes to that component's `run`.",
      patchStrategy: "How `runPatch` is laid over it. Default `post_merge`.",
    },
  },
  Hook: {
    about: "An operation that starts when the run ends.",
    fields: {
      ...called,
      connection: "A connection for it, such as one to send a message through.",
      trigger: "How the run has to end. Default: in any way.",
      conditions: "A template that ends as a boolean word; it sees the run's outputs.",
      disableDefaults: "Leaves out the params that every hook gets: name, uuid, status, outputs, ...",
    },
  },
  Event: {
    about: "Starts an operation when something happens.",
    fields: { kinds: "What has to happen; one of them is enough.", ref: "To what: `ops.NAME` or `runs.UUID`." },
  },
  Join: {
    about: "Gathers values of many runs: each of its params becomes a list.",
    fields: {
      query: "Which runs, in the query language, such as `metrics.loss:<0.1`.",
      sort: "Their order, such as `-metrics.accuracy`.",
      limit: "Most runs. Default and most: 5000.",
      offset: "How many to leave out first.",
      ref: "Read, and without effect.",
      params: "What to take from each run: `{name: {value: outputs.loss}}`.",
    },
  },
  Cron: {
    about: "Runs an operation at times that a cron line gives.",
    fields: { ...limits, kind: "`cron`", cron: "Five fields, or `@hourly`, `@daily`, `@weekly`, ..." },
  },
  Interval: {
    about: "Runs an operation again and again.",
    fields: { ...limits, kind: "`interval`", frequency: "Seconds, `HH:MM:SS`, `2 days` or `PT1H`." },
  },
  DateTime: {
    about: "Runs an operation once, later.",
    fields: { kind: "`datetime`", startAt: "When." },
  },
  Cache: {
    about:
      "Whether an earlier run with the same values is taken instead of a new one. Inside pipelines it is, by itself.",
    fields: {
      disable: "`true`: never. `false`: also outside of pipelines.",
      ttl: "Seconds for which an earlier run counts.",
      io: "Only these inputs are compared.",
      sections: "Which parts of the run are compared too.",
    },
  },
  Termination: {
    about: "How a run ends.",
    fields: {
      maxRetries: "How often a failed run is tried again.",
      ttl: "Seconds after its end until its workload is removed. Logs and results stay.",
      timeout: "Seconds after which it is stopped, all retries together.",
      culling: "Stops a service that nobody uses.",
      probe: "How to find out whether a service is used.",
      podFailurePolicy: "Kubernetes' own rules for failures of pods.",
    },
  },
  Culling: {
    about: "Stops a service that nobody uses.",
    fields: { timeout: "Seconds without use." },
  },
  ActivityProbe: {
    about: "How to find out whether a service is used.",
    fields: { exec: "A command in the container.", http: "A request to the service." },
  },
  Plugins: {
    about: "What the platform adds to a run. A field left out has its default.",
    fields: {
      auth: "A token for the run.",
      docker: "The machine's Docker socket. Default false.",
      shm: "Shared memory. Default true.",
      tmux: "A terminal multiplexer. Default false.",
      sandbox: "A sandbox to work in; only for services. Default false.",
      ssh: "Access through ssh; only for services. Default false.",
      mountArtifactsStore: "The artifacts store as a folder. Default false.",
      collectArtifacts: "Keeps what the run writes to its outputs. Default true.",
      collectLogs: "Keeps its logs. Default true.",
      collectResources: "Samples processors and memory. Default true.",
      syncStatuses: "Reports its statuses. Default true.",
      autoResume: "A tracked run goes on where it was. Default true.",
      externalHost: "Talks to the server through its outer address. Default false.",
      logLevel: "Level of the platform's own log lines.",
      sidecar: "The container that collects.",
      notifications: "Who is told how the run ends.",
    },
  },
  Sidecar: {
    about: "The container that collects logs, metrics and files.",
    fields: {
      image: "Its image.",
      imageTag: "The tag of its image.",
      imagePullPolicy: "When its image is pulled.",
      sleepInterval: "Seconds between two looks. Default 10.",
      syncInterval: "Seconds between two uploads. Default 10.",
      monitorLogs: "Looks at logs.",
      monitorSpec: "Looks at the pod.",
      noConnections: "Does not get the run's connections.",
      resources: "What it may use.",
    },
  },
  Notification: {
    about: "Who is told how a run ends.",
    fields: { connections: "Where to send it.", trigger: "At which status." },
  },
};

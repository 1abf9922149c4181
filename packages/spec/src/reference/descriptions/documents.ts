import type { Descriptions } from "./description.ts";

const shared = {
  kind: "What this is. At the root of a file it is required.",
  version: "Version of the language. Required at the root of a file; `1.1` is the only one that is read.",
  name: "Letters, digits, `-` and `_`, or a template.",
  description: "What this is for, for people.",
  tags: "A list, or text with commas. An operation's tags are added to those of its component.",
  presets: "Names of stored presets, laid over the operation when it is compiled.",
  queue: "`queue` or `agent/queue`: where it waits for an agent.",
  namespace: "One of the agent's namespaces.",
  cache: "Whether an earlier run with the same values is taken instead of a new one.",
  termination: "Retries, time limits and clean-up.",
  plugins: "What the platform adds to the run: logs, metrics, notifications, ...",
  build: "Builds the image first, with another component.",
  hooks: "Operations that start when this one ends.",
  isApproved: "`false`: after compiling, the run waits for somebody's approval.",
  cost: "What the run costs, for reports.",
  mount: "Local files and folders to upload before the run starts: `from`, `from:to` or `{from, to}`.",
} as const;

const scheduling = {
  schedule: "Runs it again and again, or later.",
  events: "Starts it when something happens to another run.",
  matrix: "Makes it many runs, each with other params.",
  joins: "Params that are lists of values of many runs, found by a query.",
  dependencies: "In a dag: names of the operations that come before this one.",
  trigger: "In a dag: how those before it have to end. Default `all_succeeded`.",
  conditions: "A template that ends as a boolean word; when it is false the run is skipped.",
  skipOnUpstreamSkip: "In a dag: skipped when one before it was skipped.",
} as const;

export const documents: Descriptions = {
  Component: {
    about: "What can be run: its inputs, its outputs and its runtime.",
    fields: {
      ...shared,
      inputs: "What the component takes.",
      outputs: "What the component gives.",
      run: "The runtime: a job, a service, a dag, ...",
      template: "Marks the file as one to be filled in first.",
    },
  },
  Operation: {
    about: "How a component is run: with which params, when and how often.",
    fields: {
      ...shared,
      ...scheduling,
      params: "Values of the component's inputs, by name.",
      hubRef: "A component of the hub: `name[:tag]`, `owner/name[:tag]`.",
      dagRef: "A component of the dag that holds this operation.",
      urlRef: "Address of a component's file.",
      pathRef: "Path of a component's file, from the folder of this one.",
      component: "The component itself.",
      patchStrategy: "How this operation, or this preset, is laid over what it applies to. Default `post_merge`.",
      isPreset: "This file is a preset: it needs no version and no component.",
      runPatch: "Changes to the component's `run`; has that section's fields.",
      template: "Marks the file as one to be filled in first.",
    },
  },
  CompiledOperation: {
    about: "An operation merged with its component: what the compiler makes and the server stores.",
    fields: {
      ...shared,
      ...scheduling,
      inputs: "The component's inputs with their values.",
      outputs: "The component's outputs.",
      contexts: "Values that templates may use but the component does not take.",
      run: "The runtime, with the operation's patch.",
    },
  },
  Template: {
    about: "Marks a file that somebody has to fill in before it can run.",
    fields: {
      enabled: "`true`: `run` refuses the file, `check` warns.",
      description: "What has to be filled in.",
      fields: "The fields that have to be filled in.",
    },
  },
  Mount: {
    about: "A local file or folder to upload.",
    fields: { from: "The local path.", to: "Where it goes in the run's files. Default: the same path." },
  },
};

import { patchStrategy } from "./automation.ts";
import { byKind, orTemplate, type Template } from "./choices.ts";
import { distributedKinds } from "./distributed-runs.ts";
import { earlyStoppingList, type EarlyStopping } from "./early-stopping.ts";
import { environment, type Environment } from "./environment.ts";
import { init } from "./init.ts";
import { io } from "./io.ts";
import { container, volume, type Volume } from "./kubernetes.ts";
import { checkInteractive, checkReference } from "./operation-rules.ts";
import { params } from "./param.ts";
import { isMapping } from "./reader.ts";
import {
  boolean,
  integer,
  listOf,
  looseCount,
  object,
  templatedBoolean,
  templatedInteger,
  templatedList,
  text,
  constant,
} from "./scalars.ts";
import { section } from "./section.ts";
import { schedulingFields, sharedFields, template } from "./shared-fields.ts";
import { type Output, Schema } from "./schema.ts";

/**
 * Runs, components and operations. They stand in one file because they hold each other: a dag holds operations, which hold
 * components, which run dags.
 */

/** A pipeline of operations. Written out, because a dag holds operations, which hold components, which hold dags. */
export interface Dag {
  readonly kind: "dag";
  readonly operations?: readonly Operation[] | Template | undefined;
  readonly components?: readonly Component[] | Template | undefined;
  readonly environment?: Environment | Template | undefined;
  readonly connections?: readonly string[] | Template | undefined;
  readonly volumes?: readonly Volume[] | Template | undefined;
  readonly concurrency?: number | Template | undefined;
  readonly earlyStopping?: readonly EarlyStopping[] | Template | undefined;
}

/** Read late, because the schemas refer to each other; and with the kind put in where it was left out, as upstream does. */
const member = <T>(kind: string, schema: () => Schema<T>): Schema<T> =>
  new Schema<T>({ is: "late", of: schema }, (value, findings) =>
    schema().read(isMapping(value) && !value["kind"] ? { kind, ...value } : value, findings),
  );

const podFields = {
  environment: orTemplate(environment).optional(),
  connections: templatedList(text).optional(),
  volumes: templatedList(volume).optional(),
  init: templatedList(init).optional(),
  sidecars: templatedList(container).optional(),
  container: orTemplate(container).optional(),
} as const;

export const dag: Schema<Dag> = section({
  kind: constant("dag"),
  operations: orTemplate(listOf(member<Operation>("operation", () => operation))).optional(),
  components: orTemplate(listOf(member<Component>("component", () => component))).optional(),
  environment: podFields.environment,
  connections: podFields.connections,
  volumes: podFields.volumes,
  concurrency: orTemplate(looseCount).optional(),
  earlyStopping: earlyStoppingList.optional(),
});

/** Written beside the container as often as in it. */
const deeper = {
  under: "container",
  fields: ["image", "command", "args", "env", "envFrom", "resources", "workingDir", "volumeMounts"],
  of: () => container,
} as const;

export const job = section({ kind: constant("job"), ...podFields }, { deeper });
export type Job = Output<typeof job>;

export const service = section(
  {
    kind: constant("service"),
    ...podFields,
    ports: templatedList(integer).optional(),
    rewritePath: templatedBoolean.optional(),
    isExternal: templatedBoolean.optional(),
    replicas: templatedInteger.optional(),
  },
  { deeper },
);
export type Service = Output<typeof service>;

/** With what is meant to be in its container. */
const JOB_KEYS: ReadonlySet<string> = new Set([...Object.keys(podFields), ...deeper.fields]);

const DROPPED = {
  rayjob: "use `raycluster`",
  daskjob: "use `daskcluster`",
  mxjob: "use `pytorchjob` or `tfjob`, or a `job`",
  xgbjob: "use `job`",
  paddlejob: "use `pytorchjob`, or a `job`",
} as const;

/** What a component runs. A section without a kind that a job could be is a job. */
export const run = byKind(
  "run",
  {
    job,
    service,
    dag,
    ...distributedKinds,
    notifier: section({ kind: constant("notifier"), ...podFields }),
    cleaner: section({ kind: constant("cleaner"), ...podFields }),
    tuner: section({ kind: constant("tuner"), ...podFields }),
  },
  {
    dropped: DROPPED,
    kindless: "job",
    missing: (value) => (Object.keys(value).every((key) => JOB_KEYS.has(key)) ? "job" : undefined),
  },
);
export type Run = Output<typeof run>;
export type RunKind = Run["kind"];

/** What can be run: its inputs, its outputs, its runtime. */
export const component = section({
  kind: constant("component").optional(),
  ...sharedFields,
  inputs: listOf(io).optional(),
  outputs: listOf(io).optional(),
  run,
  template: template.optional(),
});
export type Component = Output<typeof component>;

/** How a component is run: with which params, when, how often. `runPatch` is free here and checked when compiled. */
export const operation = section(
  {
    kind: constant("operation").optional(),
    ...sharedFields,
    ...schedulingFields,
    params: params.optional(),
    hubRef: text.optional(),
    dagRef: text.optional(),
    urlRef: text.optional(),
    pathRef: text.optional(),
    component: component.optional(),
    patchStrategy: patchStrategy.optional(),
    isPreset: boolean.optional(),
    runPatch: object.optional(),
    template: template.optional(),
  },
  {
    check: checkReference,
    deeper: { under: "component", fields: ["inputs", "outputs", "run"], of: () => component },
  },
);
export type Operation = Output<typeof operation>;

/** An operation merged with its component; `contexts` are values that templates may use but the run does not take. */
export const compiledOperation = section(
  {
    kind: constant("compiled_operation").optional(),
    ...sharedFields,
    ...schedulingFields,
    inputs: listOf(io).optional(),
    outputs: listOf(io).optional(),
    contexts: listOf(io).optional(),
    run,
  },
  { check: checkInteractive },
);
export type CompiledOperation = Output<typeof compiledOperation>;

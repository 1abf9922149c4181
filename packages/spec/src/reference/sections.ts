import { build, event, hook, join, schedule } from "../schema/automation.ts";
import { cache } from "../schema/cache.ts";
import { compiledOperation, component, operation, run } from "../schema/documents.ts";
import { earlyStopping } from "../schema/early-stopping.ts";
import { environment } from "../schema/environment.ts";
import { hyperParameter } from "../schema/hyper-parameters.ts";
import { init } from "../schema/init.ts";
import { artifactsType, dockerfileType, fileType, gitType, tensorboardType } from "../schema/io-types.ts";
import { io } from "../schema/io.ts";
import {
  affinity,
  container,
  dnsConfig,
  execAction,
  hostAlias,
  httpGetAction,
  podFailurePolicy,
  podSecurityContext,
  resourceRequirements,
  toleration,
  volume,
} from "../schema/kubernetes.ts";
import { matrix } from "../schema/matrix.ts";
import { longParam } from "../schema/param.ts";
import { plugins } from "../schema/plugins.ts";
import { template } from "../schema/shared-fields.ts";
import { termination } from "../schema/termination.ts";
import { validation } from "../schema/validation.ts";
import { automation } from "./descriptions/automation.ts";
import type { Description, Descriptions } from "./descriptions/description.ts";
import { documents } from "./descriptions/documents.ts";
import { hyperParameters } from "./descriptions/hyper-parameters.ts";
import { kubernetes } from "./descriptions/kubernetes.ts";
import { matrices } from "./descriptions/matrices.ts";
import { runs } from "./descriptions/runs.ts";
import { values } from "./descriptions/values.ts";
import { type AnySchema, type Declaration, OptionalSchema, type Shape } from "../schema/schema.ts";

/** A mapping with known fields, by the name that pages, editors and builders give it. */
export interface NamedSection {
  readonly name: string;
  readonly schema: AnySchema;
  readonly shape: Shape;
  readonly short: readonly Declaration[];
  readonly description: Description;
}

/** Sections told apart by their `kind`. */
export interface NamedUnion {
  readonly name: string;
  readonly schema: AnySchema;
  readonly about: string;
  /** Names of sections, by kind. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly kindless: string | undefined;
}

/** A page of the reference. */
export interface Group {
  readonly name: string;
  readonly title: string;
  readonly sections: readonly string[];
}

const DESCRIPTIONS: Descriptions = {
  ...documents,
  ...values,
  ...automation,
  ...runs,
  ...matrices,
  ...hyperParameters,
  ...kubernetes,
};

const unionDeclarations = {
  Run: { schema: run, about: "The runtime of a component." },
  Matrix: { schema: matrix, about: "How many runs an operation becomes, and with which params." },
  HyperParameter: { schema: hyperParameter, about: "The values of one param to search." },
  Schedule: { schema: schedule, about: "When an operation runs." },
  EarlyStopping: { schema: earlyStopping, about: "When to give up the rest of the runs." },
  StoppingPolicy: {
    schema: inner(kindOf(earlyStopping, "metric_early_stopping"), "policy"),
    about: "Which runs to stop meanwhile.",
  },
} as const;

const KIND_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Run: {
    job: "Job",
    service: "Service",
    dag: "Dag",
    mpijob: "MpiJob",
    tfjob: "TensorflowJob",
    pytorchjob: "PytorchJob",
    raycluster: "RayCluster",
    daskcluster: "DaskCluster",
    notifier: "Notifier",
    cleaner: "Cleaner",
    tuner: "TunerJob",
  },
  Matrix: {
    mapping: "Mapping",
    grid: "Grid",
    random: "Random",
    hyperband: "Hyperband",
    bayes: "Bayes",
    hyperopt: "Hyperopt",
    iterative: "Iterative",
  },
  HyperParameter: {
    choice: "Choice",
    pchoice: "WeightedChoice",
    range: "Range",
    linspace: "Linspace",
    logspace: "Logspace",
    geomspace: "Geomspace",
    daterange: "DateRange",
    datetimerange: "DateTimeRange",
    uniform: "Uniform",
    quniform: "QUniform",
    loguniform: "LogUniform",
    qloguniform: "QLogUniform",
    normal: "Normal",
    qnormal: "QNormal",
    lognormal: "LogNormal",
    qlognormal: "QLogNormal",
  },
  Schedule: { cron: "Cron", interval: "Interval", datetime: "DateTime" },
  EarlyStopping: { failure_early_stopping: "FailureEarlyStopping", metric_early_stopping: "MetricEarlyStopping" },
  StoppingPolicy: { median: "MedianPolicy", truncation: "TruncationPolicy", diff: "DiffPolicy" },
};

const hp = (kind: string) => inner(kindOf(hyperParameter, kind), "value");
const bayes = kindOf(matrix, "bayes");

/** Sections that are no kind of a union. */
const PLAIN: Readonly<Record<string, AnySchema>> = {
  Component: component,
  Operation: operation,
  CompiledOperation: compiledOperation,
  Template: template,
  Mount: inner(component, "mount"),
  IO: io,
  Validation: validation,
  Param: longParam,
  Init: init,
  Git: gitType,
  Artifacts: artifactsType,
  Dockerfile: dockerfileType,
  File: fileType,
  Tensorboard: tensorboardType,
  Build: build,
  Hook: hook,
  Event: event,
  Join: join,
  Cache: cache,
  Termination: termination,
  Culling: inner(termination, "culling"),
  ActivityProbe: inner(termination, "probe"),
  Plugins: plugins,
  Sidecar: inner(plugins, "sidecar"),
  Notification: inner(plugins, "notifications"),
  Replica: inner(kindOf(run, "mpijob"), "worker"),
  RayReplica: inner(kindOf(run, "raycluster"), "head"),
  SchedulingPolicy: inner(kindOf(run, "mpijob"), "schedulingPolicy"),
  ElasticPolicy: inner(kindOf(run, "pytorchjob"), "elasticPolicy"),
  AutoscalerOptions: inner(kindOf(run, "raycluster"), "autoscalerOptions"),
  Tuner: inner(bayes, "tuner"),
  Metric: inner(bayes, "metric"),
  Resource: inner(kindOf(matrix, "hyperband"), "resource"),
  UtilityFunction: inner(bayes, "utilityFunction"),
  GaussianProcess: inner(inner(bayes, "utilityFunction"), "gaussianProcess"),
  RangeValue: hp("range"),
  SpaceValue: hp("linspace"),
  LogSpaceValue: hp("logspace"),
  DateRangeValue: hp("daterange"),
  DateTimeRangeValue: hp("datetimerange"),
  UniformValue: hp("uniform"),
  QUniformValue: hp("quniform"),
  NormalValue: hp("normal"),
  QNormalValue: hp("qnormal"),
  Container: container,
  Volume: volume,
  Environment: environment,
  Affinity: affinity,
  Toleration: toleration,
  HostAlias: hostAlias,
  SecurityContext: podSecurityContext,
  DnsConfig: dnsConfig,
  PodFailurePolicy: podFailurePolicy,
  ExecAction: execAction,
  HttpGetAction: httpGetAction,
  ResourceRequirements: resourceRequirements,
};

export const UNIONS: readonly NamedUnion[] = Object.entries(unionDeclarations).map(([name, { about, schema }]) => {
  const declaration = schema.accepts;
  if (declaration.is !== "kinds") throw new TypeError(`${name} has no kinds`);
  return { name, schema, about, kinds: KIND_NAMES[name]!, kindless: declaration.kindless };
});

/** Every section of the language that has a name, in the order of the reference. */
export const SECTIONS: readonly NamedSection[] = [
  ...Object.entries(PLAIN),
  ...UNIONS.flatMap(({ kinds, schema }) =>
    Object.entries(kinds).map(([kind, name]) => [name, kindOf(schema, kind)] as const),
  ),
].map(([name, schema]) => {
  const declaration = schema.accepts;
  if (declaration.is !== "section") throw new TypeError(`${name} is no section`);
  const description = DESCRIPTIONS[name];
  if (description === undefined) throw new TypeError(`${name} is not described`);
  return { name, schema, shape: declaration.shape, short: declaration.short, description };
});

/** The pages of the reference; every section stands on one. */
export const GROUPS: readonly Group[] = [
  { name: "documents", title: "Components and operations", sections: Object.keys(documents) },
  { name: "values", title: "Inputs, outputs, params and init steps", sections: Object.keys(values) },
  { name: "runs", title: "Runtimes", sections: Object.keys(runs) },
  { name: "matrices", title: "Matrices and early stopping", sections: Object.keys(matrices) },
  { name: "hyper-parameters", title: "Values to search", sections: Object.keys(hyperParameters) },
  {
    name: "automation",
    title: "Schedules, hooks, joins, caching and the end of a run",
    sections: Object.keys(automation),
  },
  { name: "kubernetes", title: "Environment, containers and volumes", sections: Object.keys(kubernetes) },
];

/** The section, or the kinds, inside a field: below its template, its list, its mapping. */
function inner(schema: AnySchema, field: string): AnySchema {
  const declaration = schema.accepts;
  const found = declaration.is === "section" ? declaration.shape[field] : undefined;
  if (found === undefined) throw new TypeError(`no field ${field}`);
  return unwrapped(found);
}

function unwrapped(schema: AnySchema): AnySchema {
  const declaration = schema.accepts;
  switch (declaration.is) {
    case "template":
    case "list":
    case "map":
      return unwrapped(declaration.of);
    case "either":
      return unwrapped(declaration.of[0]!);
    default:
      return bare(schema);
  }
}

function kindOf(schema: AnySchema, kind: string): AnySchema {
  const declaration = schema.accepts;
  const found = declaration.is === "kinds" ? declaration.kinds[kind] : undefined;
  if (found === undefined) throw new TypeError(`no kind ${kind}`);
  return found;
}

/** The fields that may not be left out. */
export const requiredFields = (shape: Shape): readonly string[] =>
  Object.keys(shape).filter((name) => !(shape[name] instanceof OptionalSchema));

/** Optional or not, it is the same section. */
export function bare(schema: AnySchema): AnySchema {
  return schema instanceof OptionalSchema ? schema.of : schema;
}

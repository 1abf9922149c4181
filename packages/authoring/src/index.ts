export { build, cache, cron, datetime, event, hook, interval, join, plugins, termination } from "./automation.ts";
export { type BuiltComponent, type BuiltOperation, component, operation, preset } from "./documents.ts";
export {
  choice,
  dateRange,
  dateTimeRange,
  geomspace,
  linspace,
  lognormal,
  logspace,
  loguniform,
  normal,
  qlognormal,
  qloguniform,
  qnormal,
  quniform,
  range,
  uniform,
  weightedChoice,
} from "./hyper-parameters.ts";
export { init } from "./init.ts";
export {
  bayes,
  diffPolicy,
  grid,
  hyperband,
  hyperopt,
  iterative,
  mapping,
  medianPolicy,
  random,
  stopOnFailures,
  stopOnMetric,
  truncationPolicy,
} from "./matrices.ts";
export {
  cleaner,
  container,
  dag,
  daskCluster,
  environment,
  job,
  mpiJob,
  notifier,
  pytorchJob,
  rayCluster,
  rayReplica,
  replica,
  service,
  tensorflowJob,
  tunerJob,
} from "./runs.ts";
export { fromDag, fromOperation, fromRun, input, type IoType, output, param, template } from "./values.ts";
export type * from "./generated/polyaxonfile.ts";

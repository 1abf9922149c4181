import { orTemplate } from "./choices.ts";
import { environment } from "./environment.ts";
import { init } from "./init.ts";
import { container, resourceRequirements, volume } from "./kubernetes.ts";
import {
  boolean,
  integer,
  listOf,
  mapOf,
  object,
  templatedBoolean,
  templatedInteger,
  templatedList,
  text,
  words,
  constant,
} from "./scalars.ts";
import { section } from "./section.ts";
import type { Output } from "./schema.ts";

const replicaFields = {
  replicas: templatedInteger.optional(),
  environment: orTemplate(environment).optional(),
  connections: templatedList(text).optional(),
  volumes: templatedList(volume).optional(),
  init: templatedList(init).optional(),
  sidecars: templatedList(container).optional(),
  container: orTemplate(container).optional(),
} as const;

/** One role of a distributed run. */
const replica = section(replicaFields);
export type Replica = Output<typeof replica>;

const rayReplica = section({
  ...replicaFields,
  minReplicas: templatedInteger.optional(),
  maxReplicas: templatedInteger.optional(),
  rayStartParams: mapOf(text).optional(),
});

const kubeflow = {
  cleanPodPolicy: words("All", "Running", "None").optional(),
  schedulingPolicy: section({
    minAvailable: integer.optional(),
    queue: text.optional(),
    minResources: integer.optional(),
    priorityClass: text.optional(),
    scheduleTimeoutSeconds: integer.optional(),
  }).optional(),
} as const;

/** `rdvz` and the capital M are upstream's spelling. */
const elasticPolicy = section({
  minReplicas: integer.optional(),
  maxReplicas: integer.optional(),
  rdvzBackend: text.optional(),
  rdvzPort: integer.optional(),
  rdvzHost: text.optional(),
  rdvzId: text.optional(),
  rdvzConf: listOf(object).optional(),
  standalone: boolean.optional(),
  nProcPerNode: integer.optional(),
  maxRestarts: integer.optional(),
  Metrics: listOf(object).optional(),
});

export const distributedKinds = {
  mpijob: section({
    kind: constant("mpijob"),
    ...kubeflow,
    slotsPerWorker: templatedInteger.optional(),
    launcher: replica.optional(),
    worker: replica.optional(),
  }),
  tfjob: section({
    kind: constant("tfjob"),
    ...kubeflow,
    enableDynamicWorker: boolean.optional(),
    successPolicy: text.optional(),
    chief: replica.optional(),
    ps: replica.optional(),
    worker: replica.optional(),
    evaluator: replica.optional(),
  }),
  pytorchjob: section({
    kind: constant("pytorchjob"),
    ...kubeflow,
    elasticPolicy: elasticPolicy.optional(),
    nProcPerNode: templatedInteger.optional(),
    master: replica.optional(),
    worker: replica.optional(),
  }),
  raycluster: section({
    kind: constant("raycluster"),
    entrypoint: text.optional(),
    runtimeEnv: orTemplate(object).optional(),
    metadata: mapOf(text).optional(),
    rayVersion: text.optional(),
    head: rayReplica.optional(),
    workers: mapOf(rayReplica).optional(),
    enableInTreeAutoscaling: templatedBoolean.optional(),
    autoscalerOptions: section({
      upscalingMode: text.optional(),
      imagePullPolicy: text.optional(),
      resources: resourceRequirements.optional(),
    }).optional(),
  }),
  daskcluster: section({
    kind: constant("daskcluster"),
    worker: replica.optional(),
    scheduler: replica.optional(),
    minReplicas: templatedInteger.optional(),
    maxReplicas: templatedInteger.optional(),
  }),
} as const;

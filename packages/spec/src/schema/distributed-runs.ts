import { orTemplate } from "./choices.ts";
import { environment } from "./environment.ts";
import { init } from "./init.ts";
import { container, resourceRequirements, volume } from "./kubernetes.ts";
import {
  boolean,
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
  rayStartParams: orTemplate(mapOf(text)).optional(),
});

const kubeflow = {
  cleanPodPolicy: words("All", "Running", "None").optional(),
  schedulingPolicy: section({
    minAvailable: templatedInteger.optional(),
    queue: text.optional(),
    minResources: templatedInteger.optional(),
    priorityClass: text.optional(),
    scheduleTimeoutSeconds: templatedInteger.optional(),
  }).optional(),
} as const;

/** `rdvz` and the capital M are upstream's spelling. */
const elasticPolicy = section({
  minReplicas: templatedInteger.optional(),
  maxReplicas: templatedInteger.optional(),
  rdvzBackend: text.optional(),
  rdvzPort: templatedInteger.optional(),
  rdvzHost: text.optional(),
  rdvzId: text.optional(),
  rdvzConf: listOf(object).optional(),
  standalone: templatedBoolean.optional(),
  nProcPerNode: templatedInteger.optional(),
  maxRestarts: templatedInteger.optional(),
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
    metadata: orTemplate(mapOf(text)).optional(),
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

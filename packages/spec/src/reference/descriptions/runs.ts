import type { Descriptions } from "./description.ts";

const pod = {
  environment: "Labels, nodes, accounts: where and how the pod runs.",
  connections: "Connections that the containers get.",
  volumes: "Volumes, as Kubernetes has them.",
  init: "Steps before the main container, in order.",
  sidecars: "Containers beside the main one.",
  container: "The main container: image, command, arguments.",
} as const;

const replica = { ...pod, replicas: "How many of them. Default 1." } as const;
const rayReplica = {
  ...replica,
  minReplicas: "Least number when scaled.",
  maxReplicas: "Greatest number when scaled.",
  rayStartParams: "Arguments of `ray start`.",
} as const;
const kubeflow = {
  cleanPodPolicy: "Which pods are removed at the end.",
  schedulingPolicy: "For schedulers that place all replicas or none.",
} as const;

export const runs: Descriptions = {
  Job: { about: "A container that runs to its end.", fields: { kind: "`job`; may be left out.", ...pod } },
  Service: {
    about: "A container that answers requests until it is stopped.",
    fields: {
      kind: "`service`",
      ...pod,
      ports: "Ports that it listens on.",
      rewritePath: "Requests lose the prefix of the service's address.",
      isExternal: "The service has an address of its own.",
      replicas: "How many of them. Default 1.",
    },
  },
  Dag: {
    about: "A pipeline of operations.",
    fields: {
      kind: "`dag`",
      operations: "The operations. Dependencies and references between params give their order.",
      components: "Components that operations refer to with `dagRef`.",
      environment: "For every operation of it; the operation's own fields win.",
      connections: "Connections of every operation.",
      volumes: "Volumes of every operation.",
      concurrency: "Most operations at once.",
      earlyStopping: "When to give up.",
    },
  },
  Notifier: { about: "A job that tells somebody something.", fields: { kind: "`notifier`", ...pod } },
  Cleaner: { about: "A job that removes files.", fields: { kind: "`cleaner`", ...pod } },
  TunerJob: { about: "A job that suggests params for a matrix.", fields: { kind: "`tuner`", ...pod } },
  MpiJob: {
    about: "A launcher and workers that talk over MPI.",
    fields: {
      kind: "`mpijob`",
      ...kubeflow,
      slotsPerWorker: "Processes on each worker.",
      launcher: "Starts the processes.",
      worker: "Runs the processes.",
    },
  },
  TensorflowJob: {
    about: "Distributed TensorFlow.",
    fields: {
      kind: "`tfjob`",
      ...kubeflow,
      enableDynamicWorker: "Workers may come and go.",
      successPolicy: "When the job counts as succeeded.",
      chief: "Leads the others.",
      ps: "Parameter servers.",
      worker: "Workers.",
      evaluator: "Evaluates meanwhile.",
    },
  },
  PytorchJob: {
    about: "Distributed PyTorch.",
    fields: {
      kind: "`pytorchjob`",
      ...kubeflow,
      elasticPolicy: "Arguments of elastic training.",
      nProcPerNode: "Processes on each replica.",
      master: "The replica of rank 0.",
      worker: "Workers.",
    },
  },
  RayCluster: {
    about: "A Ray cluster, with a program that runs on it.",
    fields: {
      kind: "`raycluster`",
      entrypoint: "The command to run on the cluster.",
      runtimeEnv: "Ray's runtime environment.",
      metadata: "Metadata of the Ray job.",
      rayVersion: "Version of Ray.",
      head: "The head.",
      workers: "Groups of workers, by name.",
      enableInTreeAutoscaling: "Ray scales its workers itself.",
      autoscalerOptions: "How it does.",
    },
  },
  DaskCluster: {
    about: "A Dask cluster: a scheduler and workers.",
    fields: {
      kind: "`daskcluster`",
      worker: "Workers.",
      scheduler: "The scheduler.",
      minReplicas: "Least number of workers.",
      maxReplicas: "Greatest number of workers.",
    },
  },
  Replica: { about: "One role of a distributed run.", fields: replica },
  RayReplica: { about: "The head of a Ray cluster, or a group of its workers.", fields: rayReplica },
  SchedulingPolicy: {
    about: "For schedulers that place all replicas or none.",
    fields: {
      minAvailable: "Least number of replicas to start with.",
      queue: "The scheduler's queue.",
      minResources: "Least resources to start with.",
      priorityClass: "The scheduler's priority class.",
      scheduleTimeoutSeconds: "Seconds to wait for a place.",
    },
  },
  ElasticPolicy: {
    about: "Arguments of elastic PyTorch training.",
    fields: {
      minReplicas: "Least number of replicas.",
      maxReplicas: "Greatest number of replicas.",
      rdvzBackend: "Backend of the rendezvous. (The letters are in this order.)",
      rdvzPort: "Its port.",
      rdvzHost: "Its host.",
      rdvzId: "Its id.",
      rdvzConf: "Its settings.",
      standalone: "One machine, no rendezvous elsewhere.",
      nProcPerNode: "Processes on each replica.",
      maxRestarts: "Most restarts.",
      Metrics: "Metrics to scale by. (With a capital.)",
    },
  },
  AutoscalerOptions: {
    about: "How Ray scales its workers.",
    fields: {
      upscalingMode: "How fast it grows.",
      imagePullPolicy: "When the autoscaler's image is pulled.",
      resources: "What the autoscaler may use.",
    },
  },
};

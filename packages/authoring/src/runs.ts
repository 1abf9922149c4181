import { built } from "./built.ts";
import type {
  Cleaner,
  Container,
  Dag,
  DaskCluster,
  Environment,
  Job,
  MpiJob,
  Notifier,
  PytorchJob,
  RayCluster,
  RayReplica,
  Replica,
  Service,
  TensorflowJob,
  TunerJob,
} from "./generated/polyaxonfile.ts";

type Fields<T> = Omit<T, "kind">;

/** A container that runs to its end. */
export const job = (fields: Fields<Job> = {}): Job & { readonly kind: "job" } => built({ kind: "job", ...fields });
/** A container that answers requests until it is stopped. */
export const service = (fields: Fields<Service>): Service => built({ kind: "service", ...fields });
/** A pipeline of operations; dependencies and references between params give their order. */
export const dag = (fields: Fields<Dag>): Dag => built({ kind: "dag", ...fields });
/** A launcher and workers that talk over MPI. */
export const mpiJob = (fields: Fields<MpiJob>): MpiJob => built({ kind: "mpijob", ...fields });
/** Distributed TensorFlow. */
export const tensorflowJob = (fields: Fields<TensorflowJob>): TensorflowJob => built({ kind: "tfjob", ...fields });
/** Distributed PyTorch. */
export const pytorchJob = (fields: Fields<PytorchJob>): PytorchJob => built({ kind: "pytorchjob", ...fields });
/** A Ray cluster, with a program that runs on it. */
export const rayCluster = (fields: Fields<RayCluster>): RayCluster => built({ kind: "raycluster", ...fields });
/** A Dask cluster: a scheduler and workers. */
export const daskCluster = (fields: Fields<DaskCluster>): DaskCluster => built({ kind: "daskcluster", ...fields });
/** A job that tells somebody something. */
export const notifier = (fields: Fields<Notifier>): Notifier => built({ kind: "notifier", ...fields });
/** A job that removes files. */
export const cleaner = (fields: Fields<Cleaner>): Cleaner => built({ kind: "cleaner", ...fields });
/** A job that suggests params for a matrix. */
export const tunerJob = (fields: Fields<TunerJob>): TunerJob => built({ kind: "tuner", ...fields });

/** The main container, or one beside it: image, command, arguments. */
export const container = (fields: Container): Container => built({ ...fields });
/** Where and how the pod runs: labels, nodes, accounts. */
export const environment = (fields: Environment): Environment => built({ ...fields });
/** One role of a distributed run. */
export const replica = (fields: Replica): Replica => built({ ...fields });
/** The head of a Ray cluster, or a group of its workers. */
export const rayReplica = (fields: RayReplica): RayReplica => built({ ...fields });

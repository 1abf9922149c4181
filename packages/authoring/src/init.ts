import { built } from "./built.ts";
import type { Artifacts, Dockerfile, File, Git, Init, Tensorboard } from "./generated/polyaxonfile.ts";

type Details = Pick<Init, "connection" | "container" | "path">;

/** Steps before the main container. */
export const init = {
  /** Clones a repository. Without a `url` it needs a connection that has one. */
  git: (repository: Git, details: Details = {}): Init => built({ git: repository, ...details }),
  /** Fetches files and folders of an artifacts store. */
  artifacts: (artifacts: Artifacts, details: Details = {}): Init => built({ artifacts, ...details }),
  /** Fetches paths of a connection; a pair is `[from, to]`. */
  paths: (paths: NonNullable<Init["paths"]>, details: Details = {}): Init => built({ paths, ...details }),
  /** Writes a Dockerfile. */
  dockerfile: (dockerfile: Dockerfile, details: Details = {}): Init => built({ dockerfile, ...details }),
  /** Writes a small file. */
  file: (file: File, details: Details = {}): Init => built({ file, ...details }),
  /** Collects the events of runs for TensorBoard. */
  tensorboard: (tensorboard: Tensorboard, details: Details = {}): Init => built({ tensorboard, ...details }),
  /** Fetches a version of the model registry. */
  model: (version: string, details: Details = {}): Init => built({ modelRef: version, ...details }),
  /** Fetches a version of the artifact registry. */
  artifact: (version: string, details: Details = {}): Init => built({ artifactRef: version, ...details }),
  /** Fetches a recorded artifact: `RUN.NAME`. */
  lineage: (reference: string, details: Details = {}): Init => built({ lineageRef: reference, ...details }),
  /** Gives the run a connection. */
  connection: (name: string, details: Omit<Details, "connection"> = {}): Init =>
    built({ connection: name, ...details }),
  /** Runs a container of one's own. */
  container: (container: NonNullable<Init["container"]>, details: Omit<Details, "container"> = {}): Init =>
    built({ container, ...details }),
} as const;

import type { RunRecord } from "./records.ts";
import type { RunResources } from "./resources.ts";

/**
 * What lists show of a run, its documents as the JSON text that is stored. Lists are asked for often and mostly passed on as they
 * are: then nobody reads the documents and writes them again. A document that cannot be read stands as an empty one.
 */
export interface RunText extends Pick<
  RunRecord,
  | "uuid"
  | "name"
  | "user"
  | "kind"
  | "runtime"
  | "managedBy"
  | "pending"
  | "status"
  | "createdAt"
  | "updatedAt"
  | "startedAt"
  | "finishedAt"
  | "scheduleAt"
  | "waitTime"
  | "duration"
  | "original"
  | "pipeline"
> {
  /** A list of texts. */
  readonly tags: string;
  /** Objects. */
  readonly inputs: string | null;
  readonly outputs: string | null;
  readonly metaInfo: string;
  readonly componentState: string | null;
  readonly resources: RunResources;
  readonly bookmarked: boolean;
}

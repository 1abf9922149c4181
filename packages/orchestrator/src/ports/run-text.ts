import type { ListOptions, Page } from "./lists.ts";
import type { RunDetail, RunId, RunRecord } from "./records.ts";
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

/** The same of one run, with what only its own page shows. */
export interface RunDetailText
  extends RunText, Pick<RunDetail, "project" | "description" | "liveState" | "readme" | "rawContent" | "content"> {}

/** Documents that need not be looked into: whoever asks has just stored them. */
export interface TrustedDocuments {
  readonly inputs?: boolean;
  readonly outputs?: boolean;
  readonly metaInfo?: boolean;
}

/** Runs whose documents are text. */
export interface RunTextStore {
  /** The same as `getRun`. */
  getRunText(uuid: RunId, trusted?: TrustedDocuments): Promise<RunDetailText | null>;
  /** The same runs as `listRuns`. */
  listRunTexts(project: string, options: ListOptions): Promise<Page<RunText>>;
}

import type { Readable } from "node:stream";
import type { ArtifactStore, SeriesFiles, UnpackLimits } from "@polyaxon/artifacts";
import type {
  AgentGateway,
  Clock,
  compileRun,
  Doctor,
  Ids,
  Logger,
  RunTokens,
  Store,
  Submissions,
} from "@polyaxon/orchestrator";
import type { Identify } from "./routing/principal.ts";

/** An operator's work on what this server keeps. */
export interface AdminTools extends Doctor {
  /** A tar.gz, made as it is read; a failure in its middle destroys it. */
  backup(options: { readonly artifacts: boolean }): Promise<Readable>;
}

/** Everything the routes may use; nothing else reaches them. */
export interface ApiDeps {
  readonly store: Store;
  readonly artifacts: ArtifactStore;
  /** Sealed points. */
  readonly seriesFiles: SeriesFiles;
  /** What agents on other machines ask. */
  readonly agents: AgentGateway;
  /** Absent where nobody looks after what the store keeps. */
  readonly admin?: AdminTools;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly submission: Submission;
  /** Who sends a request; `createIdentify` makes the usual one. */
  readonly identify: Identify;
  /** Version of this server, as `GET /api/v1/installation` tells it. */
  readonly version: string;
  /** 32 hex digits, made once for a data folder. */
  readonly installationKey: string;
  readonly settings: ApiSettings;
}

export interface ApiSettings {
  /** The address people and runs use, such as `https://plx.example.org`; null: whatever the request named. */
  readonly publicUrl: string | null;
  /** The host the server was told to listen on; its name is accepted in `Host`. */
  readonly boundHost: string;
  /** Further host names to accept (a reverse proxy's). Default none. */
  readonly allowedHosts?: readonly string[];
  /** Largest JSON body. Default 8 MiB. */
  readonly maxBodyBytes?: number;
  /** Largest uploaded file. Default 5 GiB. */
  readonly maxUploadBytes?: number;
  /** Bounds on uploaded archives. Default 200,000 entries, 20 GiB, ratio 200. */
  readonly unpack?: UnpackLimits;
  /** Answered as every run's namespace. Default `polyaxon`. */
  readonly namespace?: string;
  /** Check each answer against its schema (tests); production serialises plainly. Default false. */
  readonly checkAnswers?: boolean;
}

/** What turns operations into runs. */
export interface Submission extends Submissions {
  /** Stage one of compilation for a stored run. */
  readonly compileRun: typeof compileRun;
}

export type VerifyRunToken = Pick<RunTokens, "verify">;

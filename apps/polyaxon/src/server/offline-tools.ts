import type { Readable } from "node:stream";
import type { wireDiagnosis, wireRepair } from "@polyaxon/api";
import type { SchemaStatus } from "@polyaxon/store";
import type { Restored } from "./backup/restored.ts";

/**
 * An operator's work on a database and its artifacts without a server.
 *
 * Each throws StoreError for a database that cannot be used as it is, StoreLockedError naming who has a folder, BackupError.
 */
export interface OfflineTools {
  /** Answers what the server's own route would. */
  examine(limit: number): Promise<ReturnType<typeof wireDiagnosis>>;
  repair(limit: number): Promise<ReturnType<typeof wireRepair>>;
  backUp(options: { readonly artifacts: boolean }): Promise<Readable>;
  restore(file: string, options: { readonly force: boolean }): Promise<Restored>;
  schema(): Promise<SchemaStatus>;
  migrate(): Promise<void>;
}

import { databaseTools } from "./offline-database.ts";
import { folderTools } from "./offline-folder.ts";
import type { OfflineTools } from "./offline-tools.ts";
import { readBackup } from "./backup/read-backup.ts";

/** What a server with the same options would work on. */
export interface Place {
  readonly dataDir: string;
  /** Null: SQLite in the data folder. */
  readonly databaseUrl: string | null;
  /** Null: in the data folder. */
  readonly artifactsDir: string | null;
}

/** An operator's tools for a place, past any server. */
export const toolsFor = ({ artifactsDir, databaseUrl, dataDir }: Place): OfflineTools =>
  databaseUrl === null ? folderTools(dataDir) : databaseTools({ url: databaseUrl, artifactsDir, dataDir });

/** Reads a backup through and compares it with its manifest. */
export const checkBackup = (file: string) => readBackup(file, null);

import type { DatabaseSummary } from "@polyaxon/store";

/** The last member of a backup; an archive without it is not whole. */
export const MANIFEST = "manifest.json";
export const DATABASE = "polyaxon.db";
export const FORMAT = 1;

/** What a backup says of itself, checked before anything is restored. */
export interface Manifest {
  readonly format: typeof FORMAT;
  /** Of the program that made it. */
  readonly version: string;
  /** ISO time at which the database was copied: everything acknowledged before it is in. */
  readonly takenAt: string;
  readonly database: DatabaseSummary;
  /** False: made with --no-artifacts. */
  readonly artifacts: boolean;
  readonly files: readonly ManifestFile[];
}

export interface ManifestFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** A backup that cannot be made or restored; the message says what is wrong with which file. */
export class BackupError extends Error {
  override readonly name = "BackupError";
}

/** @throws BackupError when it is no manifest, or one of a newer program */
export function parseManifest(text: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new BackupError("the backup's manifest is not JSON", { cause });
  }
  if (!isManifest(value)) throw new BackupError("the backup's manifest is not one that this program writes");
  return value;
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== "object" || value === null) return false;
  const { format, version, takenAt, database, files } = value as Partial<Record<keyof Manifest, unknown>>;
  if (typeof format === "number" && format > FORMAT)
    throw new BackupError(
      `the backup has format ${format}, made by Polyaxon ${String(version)}; this program reads up to ${FORMAT}: upgrade it`,
    );
  return (
    format === FORMAT &&
    typeof takenAt === "string" &&
    !Number.isNaN(Date.parse(takenAt)) &&
    typeof database === "object" &&
    database !== null &&
    Array.isArray(files) &&
    files.every(isFile)
  );
}

function isFile(value: unknown): value is ManifestFile {
  if (typeof value !== "object" || value === null) return false;
  const { path, sizeBytes, sha256 } = value as Partial<Record<keyof ManifestFile, unknown>>;
  return typeof path === "string" && typeof sizeBytes === "number" && typeof sha256 === "string";
}

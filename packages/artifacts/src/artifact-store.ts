import type { Readable } from "node:stream";

/**
 * Files of runs, as their users see them: `outputs/`, `events/`, `plxlogs/`, ... under one folder for each run.
 *
 * Promises of every method:
 * - `run` is the run's 32 hex digits; `path` is text from outside and is checked here. What leaves the run's own folder,
 *   by `..`, by an absolute path or through a link, is refused with `bad-path` and never touched.
 * - An empty path (or `/`) is the run's folder itself.
 * - What is missing answers null (or false); a folder where a file is needed, or the reverse, is missing too.
 * - A write appears whole or not at all, and is on disk when its promise resolves (I3).
 */
export interface ArtifactStore {
  stat(run: string, path: string): Promise<ArtifactStat | null>;
  /** One level, sorted by name. */
  list(run: string, path: string): Promise<ArtifactListing | null>;
  /** The file at this moment; close it, or read its stream to the end. */
  open(run: string, path: string): Promise<OpenedArtifact | null>;
  write(run: string, path: string, content: ArtifactContent, options: WriteOptions): Promise<WriteOutcome>;
  /**
   * Adds to a file that grows, such as a log; it and its folders are made when they are missing. Only when the file is
   * `length` bytes long (0: or missing), otherwise nothing happens and the answer tells how long it is: so a repeat is
   * noticed, and whoever was cut off knows where to go on. `keep`: cuts the file to so many bytes first. Default `length`.
   */
  append(
    run: string,
    path: string,
    bytes: Uint8Array,
    at: { readonly length: number; readonly keep?: number },
  ): Promise<AppendOutcome>;
  /** Takes bytes whose place is not known yet, such as an upload whose address follows it. Throws `too-large`. */
  receive(content: ArtifactContent, options: { readonly maxBytes: number }): Promise<ReceivedFile>;
  /** A file, or a folder with all that is in it. False when there was none. */
  delete(run: string, path: string): Promise<boolean>;
  /** A tar.gz of a folder, its members relative to it, written as it is read. Files and folders only. */
  packFolder(run: string, path: string): Promise<Readable | null>;
  /** A tar.gz of chosen files, their names relative to the run's folder; missing ones are left out. */
  packFiles(run: string, paths: readonly string[]): Promise<Readable>;
  /** Rejects with `disk-failed` while the place of all this is away, for those who read it past this store. */
  check(): Promise<void>;
  /** Where the run's files lie on this machine; null when the store is elsewhere. */
  localFolder(run: string): string | null;
}

export type ArtifactContent = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export type ArtifactStat =
  | {
      readonly kind: "file";
      readonly sizeBytes: number;
      /** Milliseconds since the epoch. */ readonly modifiedAt: number;
    }
  | { readonly kind: "folder" };

export interface ArtifactListing {
  readonly files: readonly { readonly name: string; readonly sizeBytes: number }[];
  readonly folders: readonly string[];
}

export interface OpenedArtifact {
  readonly sizeBytes: number;
  readonly modifiedAt: number;
  /** Changes whenever the content may have. */
  readonly version: string;
  /** Bytes `start` to `end` (both included; default the whole file as opened). Closes the artifact when it ends. */
  stream(range?: { readonly start: number; readonly end: number }): Readable;
  /** At most `length` bytes from `position`; fewer at the end, also beyond `sizeBytes` when the file has grown. */
  read(position: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface WriteOptions {
  readonly maxBytes: number;
  /** False: an existing file is kept and the answer is `kept`. Default true. */
  readonly overwrite?: boolean;
}

export type WriteOutcome = "written" | "kept";

export interface AppendOutcome {
  readonly kind: "appended" | "elsewhere";
  /** Of the file now. */
  readonly length: number;
}

/** Bytes that are on disk but have no place; `saveAs`, `unpackInto` or `discard` ends it. */
export interface ReceivedFile {
  readonly sizeBytes: number;
  saveAs(run: string, path: string, options?: { readonly overwrite?: boolean }): Promise<WriteOutcome>;
  /**
   * Reads it as a tar.gz and puts its files under the folder `path`, all or none. Links, devices, `..` and absolute
   * names are refused (`bad-archive`), as is anything beyond the limits (`too-large`).
   *
   * With `overwrite` an existing folder is replaced whole, except the run's own folder, into which the files are
   * merged (others may be writing there). Without it an existing folder stays as it is and the answer is `kept`.
   */
  unpackInto(
    run: string,
    path: string,
    options: UnpackLimits & { readonly overwrite?: boolean },
  ): Promise<WriteOutcome>;
  discard(): Promise<void>;
}

export interface UnpackLimits {
  readonly maxEntries: number;
  /** Unpacked. */
  readonly maxBytes: number;
  /** Most unpacked bytes for each packed one; small archives are allowed 16 MiB whatever their ratio. */
  readonly maxRatio: number;
  /** A name, in small letters, that nothing at the top of the archive may have. */
  readonly reserved?: string;
}

/** What a caller did wrong, in words that may be shown to them. */
export class ArtifactError extends Error {
  override readonly name = "ArtifactError";
  readonly code: "bad-path" | "bad-archive" | "too-large" | "in-the-way";

  constructor(code: ArtifactError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

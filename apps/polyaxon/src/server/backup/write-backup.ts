import { createHash } from "node:crypto";
import type { Dirent } from "node:fs";
import { type FileHandle, mkdtemp, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, type Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { SERIES_FOLDER } from "@polyaxon/artifacts";
import type { DatabaseSummary } from "@polyaxon/store";
import { type Pack, pack } from "tar-stream";
import { DATABASE, FORMAT, MANIFEST, type Manifest, type ManifestFile } from "./manifest.ts";
import { SECRETS, type Secrets } from "./secrets.ts";

export interface BackupSource {
  /** Where the copy of the database is put for as long as the backup takes. */
  readonly scratch: string;
  readonly secrets: () => Secrets;
  /** Copies the database into a new file of SQLite, whatever it is itself, and tells what the copy holds. */
  snapshotInto(file: string): Promise<DatabaseSummary>;
  /** Where the folders of runs are; null: without artifacts and logs. */
  readonly artifactsFolder: string | null;
  /** Rejects while that folder is away: an archive without its files would pass for a whole one. Default: nothing tells. */
  readonly checkArtifacts?: () => Promise<void>;
  readonly version: string;
  readonly now: () => number;
}

/** Begins the names of what a backup puts aside while it is made. */
const SCRATCH = ".backup-";
const RUN = /^[0-9a-f]{32}$/;
const CHUNK_BYTES = 256 * 1024;

/**
 * A tar.gz, made as it is read: secrets, a copy of the database as it is now, then the artifacts, then the manifest. It is
 * laid out as a data folder, whichever database it was made of: it restores into a folder or into Postgres. The artifacts come after the copy, so that no file is missing that the copy names. Resolves once the copy
 * is made; a failure later destroys the stream, and an archive that ends early has no manifest.
 */
export async function createBackup(source: BackupSource): Promise<Readable> {
  if (source.artifactsFolder !== null) await source.checkArtifacts?.();
  const scratch = await mkdtemp(join(source.scratch, SCRATCH));
  const clean = (): Promise<void> => rm(scratch, { recursive: true, force: true });
  try {
    const takenAt = new Date(source.now()).toISOString();
    const copy = join(scratch, DATABASE);
    const database = await source.snapshotInto(copy);
    const tar = pack();
    const gzip = createGzip({ level: 1 });
    const out = new PassThrough();
    const fail = (error: unknown): void => {
      out.destroy(error instanceof Error ? error : new Error(String(error)));
    };
    tar.on("error", fail);
    gzip.on("error", fail);
    out.on("close", () => {
      tar.destroy();
      gzip.destroy();
      clean().catch(() => undefined); // What is left of it goes with the next start.
    });
    tar.pipe(gzip).pipe(out);
    const about = {
      format: FORMAT,
      version: source.version,
      takenAt,
      database,
      artifacts: source.artifactsFolder !== null,
    } as const;
    void fill(tar, source, copy, about).catch(fail);
    return out;
  } catch (error) {
    await clean();
    throw error;
  }
}

/** What backups left behind that were cut off with their server. */
export async function removeBackupScratch(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(SCRATCH)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function fill(tar: Pack, source: BackupSource, copy: string, about: Omit<Manifest, "files">): Promise<void> {
  const files: ManifestFile[] = [];
  const add = async (path: string, from: string): Promise<void> => {
    const file = await opened(from);
    if (file === null) return;
    try {
      files.push(await addFile(tar, path, file));
    } finally {
      await file.close();
    }
  };
  const secrets = source.secrets();
  for (const name of SECRETS) {
    const text = secrets[name];
    if (text !== undefined) files.push(addText(tar, `secrets/${name}`, `${text}\n`));
  }
  await add(DATABASE, copy);
  if (source.artifactsFolder !== null) {
    for await (const path of artifactFiles(source.artifactsFolder)) {
      await add(`artifacts/${path}`, join(source.artifactsFolder, path));
    }
    await source.checkArtifacts?.();
  }
  const manifest: Manifest = { ...about, files };
  tar.entry({ name: MANIFEST, mode: 0o600 }, `${JSON.stringify(manifest, null, 1)}\n`);
  tar.finalize();
}

/** Files of runs and their series, relative to the artifacts folder. Links and special files are left out: the server serves none. */
async function* artifactFiles(root: string): AsyncGenerator<string> {
  for (const run of await entries(root)) {
    if (run.isDirectory() && (RUN.test(run.name) || run.name === SERIES_FOLDER)) yield* filesBelow(root, run.name);
  }
}

async function* filesBelow(root: string, folder: string): AsyncGenerator<string> {
  for (const entry of await entries(join(root, folder))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isFile()) yield path;
    else if (entry.isDirectory()) yield* filesBelow(root, path);
  }
}

/** None when the folder is gone: a deleted run's. */
async function entries(folder: string): Promise<readonly Dirent[]> {
  try {
    return (await readdir(folder, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

async function opened(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function addText(tar: Pack, path: string, text: string): ManifestFile {
  tar.entry({ name: path, mode: 0o600 }, text);
  const bytes = Buffer.from(text);
  return { path, sizeBytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** A tar announces each size first, so a file that grows is cut there and one that shrinks is filled with zeros. */
async function addFile(tar: Pack, path: string, file: FileHandle): Promise<ManifestFile> {
  const { size, mtime } = await file.stat();
  const hash = createHash("sha256");
  await new Promise<void>((resolve, reject) => {
    const sink = tar.entry({ name: path, size, mtime, mode: 0o600, type: "file" }, (error) => {
      if (error) reject(error);
      else resolve();
    });
    const copy = async (): Promise<void> => {
      for (let position = 0; position < size;) {
        const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, size - position));
        const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
        const chunk = bytesRead === 0 ? buffer : buffer.subarray(0, bytesRead);
        position += chunk.length;
        hash.update(chunk);
        if (!sink.write(chunk)) await drained(sink);
      }
    };
    copy().then(
      () => sink.end(undefined),
      (error: unknown) => sink.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  });
  return { path, sizeBytes: size, sha256: hash.digest("hex") };
}

const drained = (sink: ReturnType<Pack["entry"]>): Promise<void> =>
  new Promise((resolve, reject) => {
    sink.once("drain", resolve);
    sink.once("close", () => reject(new Error("the reader of the backup went away")));
  });

import { constants, type Stats } from "node:fs";
import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { AttemptCalls } from "./attempt-calls.ts";
import { ServerProblem } from "./server-problem.ts";
import { isUnchanged, markOf, type UploadMark, type UploadMarks } from "./upload-marks.ts";

const PIECE_BYTES = 4 * 1024 * 1024;
/** A file that is still being written is left until it has been quiet for so long, or the attempt has ended. */
const SETTLED_MS = 2_000;
const END_BYTES = 64;
/** Rows are added to these; everything else is stored whole, as often as it changes. */
const GROWS = /^(?:events|resources)\/.*\.plx$/;

export interface FolderUploader {
  /** Stores what changed since it was stored last. Answers whether anything was. */
  ship(final: boolean): Promise<boolean>;
}

/**
 * Brings the files of a run's folder to the server. What a file looked like is remembered in `marks`; a file of rows that
 * grew sends what is new (whole rows only, while it is written), any other change sends the file. A file that the server
 * refuses is left out and told of once; others go on. Links and special files stay here.
 */
export function createFolderUploader(deps: {
  readonly folder: string;
  readonly calls: AttemptCalls;
  readonly marks: UploadMarks;
  readonly now: () => number;
  readonly onRefused: (path: string, error: unknown) => void;
}): FolderUploader {
  const { folder, calls, marks, now } = deps;

  async function shipFile(path: string, final: boolean): Promise<boolean> {
    const known = marks.get(path);
    const seen = await stat(join(folder, path));
    if (known !== undefined && isUnchanged(known, seen) && (!final || known.sent === seen.size)) return false;
    const grows = GROWS.test(path);
    if (!grows && !final && now() - seen.mtimeMs < SETTLED_MS) return false;
    const file = await open(join(folder, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const found = await file.stat();
      if (!found.isFile()) return false;
      const sent = await sendFile(file, path, found, grows && !final ? await wholeRows(file, found.size) : found.size);
      marks.set(path, markOf(found, sent, await bytesBefore(file, sent)));
      return true;
    } finally {
      await file.close();
    }
  }

  async function sendFile(file: FileHandle, path: string, found: Stats, upTo: number): Promise<number> {
    const known = marks.get(path);
    if (GROWS.test(path) && known !== undefined && (await hasGrown(file, known, found, upTo))) {
      try {
        await sendRest(file, path, known.sent, upTo);
        return upTo;
      } catch (error) {
        if (!(error instanceof ServerProblem) || error.kind !== "elsewhere") throw error;
        // The server has something else than was thought; the whole file puts that right.
      }
    }
    await calls.putWhole(path, upTo <= PIECE_BYTES ? await readPiece(file, 0, upTo) : pieces(file, upTo), upTo);
    return upTo;
  }

  async function sendRest(file: FileHandle, path: string, from: number, upTo: number): Promise<void> {
    for (let at = from; at < upTo; at += PIECE_BYTES) {
      const bytes = await readPiece(file, at, Math.min(PIECE_BYTES, upTo - at));
      await calls.append(path, bytes, { length: at, keep: at });
    }
  }

  return {
    async ship(final) {
      let shipped = false;
      for await (const path of filesOf(folder)) {
        try {
          shipped = (await shipFile(path, final)) || shipped;
        } catch (error) {
          if (isGone(error)) continue;
          if (!(error instanceof ServerProblem) || error.kind !== "refused") throw error;
          deps.onRefused(path, error);
          const seen = await stat(join(folder, path)).catch(() => null);
          if (seen !== null) marks.set(path, markOf(seen, seen.size, new Uint8Array(0)));
        }
      }
      return shipped;
    },
  };
}

async function* filesOf(folder: string, below = ""): AsyncGenerator<string> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch((error: unknown) => {
    if (isGone(error)) return [];
    throw error;
  });
  for (const entry of entries) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* filesOf(folder, path);
    else if (entry.isFile()) yield path;
  }
}

async function hasGrown(file: FileHandle, known: UploadMark, found: Stats, upTo: number): Promise<boolean> {
  if (known.inode !== found.ino || upTo < known.sent) return false;
  return (await bytesBefore(file, known.sent)).toString("hex") === known.end;
}

/** Up to the last line break: a row that is being written is not a row yet. */
async function wholeRows(file: FileHandle, size: number): Promise<number> {
  for (let end = size; end > 0; end -= PIECE_BYTES) {
    const from = Math.max(0, end - PIECE_BYTES);
    const at = (await readPiece(file, from, end - from)).lastIndexOf(0x0a);
    if (at !== -1) return from + at + 1;
  }
  return 0;
}

async function bytesBefore(file: FileHandle, position: number): Promise<Buffer> {
  const from = Math.max(0, position - END_BYTES);
  return await readPiece(file, from, position - from);
}

async function* pieces(file: FileHandle, upTo: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < upTo; at += PIECE_BYTES) yield await readPiece(file, at, Math.min(PIECE_BYTES, upTo - at));
}

/** @throws when the file is shorter now: it is looked at again with the next round */
async function readPiece(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const piece = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(piece, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new Error("a file became shorter while it was read");
    filled += bytesRead;
  }
  return piece;
}

const isGone = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  (error.code === "ENOENT" || error.code === "ENOTDIR" || error.code === "ELOOP");

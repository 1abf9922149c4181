import { constants } from "node:fs";
import { mkdir, open, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { AttemptCalls } from "./attempt-calls.ts";
import { markOf, type UploadMarks } from "./upload-marks.ts";

const END_BYTES = 64;

/**
 * Puts what the server has of a run into the run's folder here: uploaded code, and what attempts on other machines left. A
 * file that is here already stays; logs stay there. What was fetched counts as uploaded. Answers what there was.
 */
export async function fetchRunFiles(deps: {
  readonly folder: string;
  /** For files that are not whole yet; on the same file system. */
  readonly scratch: string;
  readonly calls: AttemptCalls;
  readonly marks: UploadMarks;
}): Promise<readonly { readonly path: string; readonly size: number }[]> {
  const found = await deps.calls.list();
  for (const { path } of found) {
    if (path.startsWith("plxlogs/") || !staysInside(path)) continue;
    const target = join(deps.folder, path);
    if ((await stat(target).catch(() => null)) !== null) continue;
    const part = join(deps.scratch, "fetched.part");
    const end = await fetchFile(deps.calls, path, part);
    if (end === null) continue;
    await mkdir(dirname(target), { recursive: true });
    await rename(part, target);
    const stored = await stat(target);
    deps.marks.set(path, markOf(stored, stored.size, end));
  }
  return found;
}

/** Answers the file's last bytes; null when it is gone. */
async function fetchFile(calls: AttemptCalls, path: string, target: string): Promise<Buffer | null> {
  const file = await open(target, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o644);
  let end: Buffer = Buffer.alloc(0);
  try {
    for (let offset = 0; ;) {
      const piece = await calls.read(path, { offset });
      if (piece === null) return null;
      await file.writeFile(piece.bytes);
      offset += piece.bytes.length;
      end = Buffer.concat([end, piece.bytes.subarray(-END_BYTES)]).subarray(-END_BYTES);
      if (piece.bytes.length === 0 || offset >= piece.length) return end;
    }
  } finally {
    await file.close();
  }
}

/** The server checked its paths when they were written; a folder of this machine is worth a second look. */
const staysInside = (path: string): boolean =>
  !path.startsWith("/") && !path.includes("\u0000") && !path.split("/").includes("..");

import type { RunCalls } from "@polyaxon/client";
import { openAsBlob } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { type FolderFile, folderFiles, TooManyFilesError } from "../files/folder-files.ts";
import { byteSize } from "../terminal/format-value.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { counted } from "./counted.ts";

/** A file or a folder that was looked at, before anything is sent. */
export interface Upload {
  /** Absolute. */
  readonly from: string;
  readonly kind: "file" | "folder";
  /** Of a folder; relative to it. */
  readonly files: readonly FolderFile[];
  readonly totalBytes: number;
  /** `12 files, 34 kB (3 left out by .gitignore)` */
  readonly words: string;
}

const MOST_FILES = 100_000;

/**
 * Looks at what would be uploaded.
 *
 * @param most bytes; more is refused with what to do
 * @throws CliError for what is not there, is empty or too large
 */
export async function lookAtUpload({ cwd }: Pick<CliContext, "cwd">, path: string, most: number): Promise<Upload> {
  const from = resolve(cwd, path);
  const status = await stat(from).catch(() => null);
  if (status === null) throw new CliError("usage", `there is nothing to upload at ${path}`);
  if (status.isFile()) {
    const upload: Upload = { from, kind: "file", files: [], totalBytes: status.size, words: byteSize(status.size) };
    return checked(upload, path, most);
  }
  const { files, ignored, ignoredBy, special, totalBytes } = await listed(from, path);
  if (files.length === 0) {
    throw new CliError(
      "usage",
      `${path} has no file to upload${ignored > 0 ? `: ${ignoredBy ?? ""} leaves out all` : ""}`,
    );
  }
  const left = [
    ...(ignored > 0 ? [`${ignored} left out by ${ignoredBy ?? ".gitignore"}`] : []),
    ...(special > 0 ? [`${special} ${special === 1 ? "link" : "links"} left out`] : []),
  ];
  const count = `${counted(files.length, "file")}, ${byteSize(totalBytes)}`;
  const words = `${count}${left.length > 0 ? ` (${left.join(", ")})` : ""}`;
  return checked({ from, kind: "folder", files, totalBytes, words }, path, most);
}

async function listed(from: string, path: string) {
  try {
    return await folderFiles(from, MOST_FILES);
  } catch (error) {
    if (error instanceof TooManyFilesError) throw tooLarge(path, error.message, []);
    throw error;
  }
}

function checked(upload: Upload, path: string, most: number): Upload {
  if (upload.totalBytes <= most) return upload;
  const largest = upload.files.toSorted((a, b) => b.sizeBytes - a.sizeBytes).slice(0, 3);
  throw tooLarge(path, `${upload.words}, and at most ${byteSize(most)} may go`, largest);
}

const tooLarge = (path: string, why: string, largest: readonly FolderFile[]): CliError =>
  new CliError("usage", `${path} is too large to upload: ${why}`, [
    ...largest.map((file) => `${file.path} has ${byteSize(file.sizeBytes)}`),
    "name what is not needed in .polyaxonignore, one pattern a line, as in .gitignore",
  ]);

/**
 * Sends it into a folder of the run's, which a folder replaces as a whole unless it is the run's own. A folder is packed into a
 * temporary file first, so that the server hears its true size.
 *
 * @param to "" for the run's own folder
 */
export async function sendUpload(runs: RunCalls, uuid: string, upload: Upload, to: string): Promise<void> {
  if (upload.kind === "file") {
    const name = basename(upload.from);
    return await runs.files.upload(uuid, await openAsBlob(upload.from), { name, folder: to });
  }
  const { packFiles } = await import("../files/pack-files.ts");
  const folder = await mkdtemp(join(tmpdir(), "polyaxon-upload-"));
  try {
    const packed = join(folder, "upload.tar.gz");
    await packFiles(upload.from, upload.files, packed);
    await runs.files.uploadArchive(uuid, await openAsBlob(packed), { name: "upload.tar.gz", folder: to });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

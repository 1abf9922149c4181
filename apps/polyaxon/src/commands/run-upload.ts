import type { RunCalls } from "@polyaxon/client";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import { lookAtUpload, sendUpload, type Upload } from "./upload-files.ts";

export interface UploadOptions {
  readonly upload?: boolean;
  readonly uploadFrom?: string;
  readonly uploadTo?: string;
}

/** What `run -u` sends, and where to in the run's files. */
export interface AskedUpload {
  readonly upload: Upload;
  readonly to: string;
}

/** Code is small; what is larger is data, and has better ways. */
const MOST_BYTES = 500 * 1024 ** 2;
const DEFAULT_FOLDER = "uploads";

/** Looked at before anything is submitted; null when nothing was asked for. */
export async function askedUpload(context: CliContext, options: UploadOptions): Promise<AskedUpload | null> {
  const { upload, uploadFrom, uploadTo } = options;
  if (upload !== true && uploadFrom === undefined && uploadTo === undefined) return null;
  const to = (uploadTo ?? DEFAULT_FOLDER).replace(/^\/+|\/+$/g, "");
  // The run's own folder holds its logs and results too, and files must not be mixed with them.
  if (to === "" || to.split("/").some((part) => part === ".." || part === ".")) {
    throw new CliError("usage", `--upload-to: expected a folder in the run's files, found ${JSON.stringify(uploadTo)}`);
  }
  return { upload: await lookAtUpload(context, uploadFrom ?? ".", MOST_BYTES), to };
}

/** Sends the files that a run needs. When they cannot be sent it fails with the reason, rather than wait for ever. */
export async function sendOrFail(runs: RunCalls, uuid: string, upload: Upload, to: string): Promise<void> {
  try {
    await sendUpload(runs, uuid, upload, to);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await runs
      .addStatus(uuid, { type: "failed", reason: "UploadFailed", message: `its files were not uploaded: ${message}` })
      // The upload's own failure is what the person must hear.
      .catch(() => undefined);
    throw error;
  }
}

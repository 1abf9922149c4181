import { join, resolve } from "node:path";
import type { JsonObject } from "@polyaxon/orchestrator";

/**
 * Where a process starts (design §5): `container.workingDir`, else the uploaded files, else the folder from which the run was
 * submitted when that was on this machine, else the run's own folder. A relative `workingDir` is taken from what would have
 * been chosen without it. The folder may not exist; the executor says so then.
 */
export function chooseWorkingFolder(question: {
  readonly workingDir: string | null;
  readonly metaInfo: JsonObject;
  readonly runFolder: string;
  readonly hostIdentity: string;
}): string {
  const base = uploadsFolder(question) ?? submittedFolder(question) ?? question.runFolder;
  return question.workingDir === null ? base : resolve(base, question.workingDir);
}

function uploadsFolder({
  metaInfo,
  runFolder,
}: {
  readonly metaInfo: JsonObject;
  readonly runFolder: string;
}): string | null {
  const path = metaInfo["upload_artifacts"];
  if (path === undefined || path === null || path === false || path === "") return null;
  const base = uploadedTo(runFolder, metaInfo["upload_run"]);
  const folder = resolve(base, typeof path === "string" ? path : "uploads");
  return folder === base || folder.startsWith(`${base}/`) ? folder : join(base, "uploads");
}

function submittedFolder({
  metaInfo,
  hostIdentity,
}: {
  readonly metaInfo: JsonObject;
  readonly hostIdentity: string;
}): string | null {
  const from = metaInfo["submitted_from"];
  if (typeof from !== "object" || from === null || !("host" in from) || !("path" in from)) return null;
  return from.host === hostIdentity && typeof from.path === "string" && from.path.startsWith("/") ? from.path : null;
}

/** The runs of a sweep share what was uploaded for it: it lies in the sweep's folder, beside theirs. */
const uploadedTo = (runFolder: string, run: unknown): string =>
  typeof run === "string" && /^[0-9a-f]{32}$/.test(run) ? join(runFolder, "..", run) : runFolder;

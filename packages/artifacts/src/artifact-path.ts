import { ArtifactError } from "./artifact-store.ts";

const LONGEST_PATH_BYTES = 4096;
const LONGEST_NAME_BYTES = 255;
const DEEPEST = 64;
const RUN = /^[0-9a-f]{32}$/;

/**
 * Reads a path from outside into its names; the run's own folder is the empty list. `.` and empty names are dropped.
 * @throws ArtifactError `bad-path` for `..`, an absolute path, a control character, a backslash, or an absurd length
 */
export function artifactPath(text: string): readonly string[] {
  if (text === "" || text === "/") return [];
  if (text.startsWith("/")) throw bad(text, "must be relative to the run's folder");
  if (Buffer.byteLength(text) > LONGEST_PATH_BYTES) throw bad(text, `is longer than ${LONGEST_PATH_BYTES} bytes`);
  // oxlint-disable-next-line no-control-regex -- exactly these are what must not reach the file system or a header
  if (/[\u0000-\u001f\u007f\\]/.test(text)) throw bad(text, "has a control character or a backslash");
  const names = text.split("/").filter((name) => name !== "" && name !== ".");
  if (names.includes("..")) throw bad(text, "leaves the run's folder");
  if (names.some((name) => Buffer.byteLength(name) > LONGEST_NAME_BYTES)) {
    throw bad(text, `has a name longer than ${LONGEST_NAME_BYTES} bytes`);
  }
  if (names.length > DEEPEST) throw bad(text, `is more than ${DEEPEST} folders deep`);
  return names;
}

/** The folder name of a run. Anything but 32 hex digits is refused, so that runs cannot meet the store's own folders. */
export function runFolderName(run: string): string {
  if (!RUN.test(run)) throw bad(run, "is not a run id (32 hex digits)");
  return run;
}

function bad(text: string, why: string): ArtifactError {
  const shown = JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
  return new ArtifactError("bad-path", `the path ${shown} ${why}`);
}

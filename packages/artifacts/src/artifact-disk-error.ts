/** The disk did not take what was to be stored. Nothing of it is acknowledged; what was acknowledged before stays. */
export class ArtifactDiskError extends Error {
  override readonly name = "ArtifactDiskError";
  readonly code: "disk-full" | "disk-read-only" | "disk-failed";

  constructor(code: ArtifactDiskError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Does `work`, and says which file it was when the disk fails. @param place such as `{run}/plxlogs/x.jsonl` */
export async function onDisk<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw diskErrorFrom(error, place) ?? error;
  }
}

export const folderAway = (root: string): ArtifactDiskError =>
  new ArtifactDiskError(
    "disk-failed",
    `The folder of the artifacts (${root}) is not there, or another one is in its place: is its file system mounted? ` +
      "Nothing is stored or read until it is back; what was acknowledged is kept in it.",
  );

function diskErrorFrom(error: unknown, place: string): ArtifactDiskError | null {
  const options = { cause: error };
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return new ArtifactDiskError(
        "disk-full",
        `The disk that holds the artifacts is full: ${place} was not written. Free some space; what was acknowledged is kept.`,
        options,
      );
    case "EROFS":
      return new ArtifactDiskError(
        "disk-read-only",
        `The disk that holds the artifacts is read-only: ${place} was not written. Mount it for writing.`,
        options,
      );
    case "EIO":
      return new ArtifactDiskError(
        "disk-failed",
        `The disk failed (input/output error) at ${place}. Look at dmesg; what was acknowledged before is kept.`,
        options,
      );
    default:
      return null;
  }
}

import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { type AppendOutcome, ArtifactError } from "./artifact-store.ts";
import { closing } from "./closing.ts";
import { codeOf, makeFolder } from "./opened-folder.ts";

/** Neither a link nor a pipe that somebody left under the name is followed or waited for. */
const FLAGS = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Writes `bytes` behind the first `at.keep` bytes of a file that is `at.length` bytes long. At a stated place, not "at the
 * end": two processes that are told the same thing write the same bytes to the same place.
 */
export async function appendFile(
  base: string,
  names: readonly string[],
  bytes: Uint8Array,
  at: { readonly length: number; readonly keep: number },
): Promise<AppendOutcome> {
  const name = names.at(-1);
  if (name === undefined) throw new ArtifactError("bad-path", "a file needs a name; found the run's folder");
  return await closing(await makeFolder(base, names.slice(0, -1)), async (parent) => {
    const { file, created } = await openOrCreate(`${parent.path}/${name}`, names);
    return await closing(file, async () => {
      const found = await file.stat();
      if (!found.isFile()) throw inTheWay(names);
      if (found.size !== at.length) return { kind: "elsewhere", length: found.size };
      if (at.keep < at.length) await file.truncate(at.keep);
      try {
        await writeAt(file, bytes, at.keep);
        await file.datasync();
      } catch (error) {
        // A full disk, or one that fails: what was acknowledged stays, what was not goes. A sync that failed is not repeated:
        // the kernel would call the same pages clean. They are written anew when the caller repeats this.
        await file.truncate(at.keep).catch(() => undefined);
        throw error;
      }
      if (created) await parent.sync();
      return { kind: "appended", length: at.keep + bytes.byteLength };
    });
  });
}

async function openOrCreate(
  path: string,
  names: readonly string[],
): Promise<{ readonly file: FileHandle; readonly created: boolean }> {
  try {
    try {
      return { file: await open(path, FLAGS), created: false };
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error;
      return { file: await open(path, FLAGS | constants.O_CREAT, 0o644), created: true };
    }
  } catch (error) {
    if (["ELOOP", "EISDIR", "ENXIO"].includes(codeOf(error))) throw inTheWay(names);
    throw error;
  }
}

async function writeAt(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.byteLength;) {
    const { bytesWritten } = await file.write(bytes, written, bytes.byteLength - written, position + written);
    written += bytesWritten;
  }
}

const inTheWay = (names: readonly string[]): ArtifactError =>
  new ArtifactError("in-the-way", `${JSON.stringify(names.join("/"))} is not a file that can be added to`);

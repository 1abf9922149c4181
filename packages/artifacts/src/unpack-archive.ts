import { createReadStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { type Header, extract } from "tar-stream";
import { artifactPath } from "./artifact-path.ts";
import { ArtifactError, type UnpackLimits } from "./artifact-store.ts";
import { codeOf } from "./opened-folder.ts";
import { writeFile } from "./staging.ts";

const RATIO_APPLIES_ABOVE_BYTES = 16 * 1024 * 1024;

/**
 * Unpacks a tar.gz file into a new folder that is ours alone (nobody else can put links there). Files and folders only.
 * @throws ArtifactError `bad-archive`, `too-large`; the caller removes `folder` then
 */
export async function unpackArchive(
  archive: string,
  packedBytes: number,
  folder: string,
  limits: UnpackLimits,
): Promise<void> {
  const mostBytes = Math.min(limits.maxBytes, Math.max(RATIO_APPLIES_ABOVE_BYTES, packedBytes * limits.maxRatio));
  const counts = { entries: 0, bytes: 0 };
  await mkdir(folder);
  const tar = extract();
  const reading = pipeline(createReadStream(archive), createGunzip(), boundedBytes(mostBytes), tar);
  // The loop below reports the same failure; this keeps it from also counting as unhandled.
  reading.catch(() => undefined);
  try {
    for await (const entry of tar) {
      counts.entries += 1;
      if (counts.entries > limits.maxEntries) {
        throw new ArtifactError("too-large", `the archive has more than ${limits.maxEntries} entries`);
      }
      const names = memberPath(entry.header);
      if (limits.reserved !== undefined && names[0]?.toLowerCase() === limits.reserved)
        throw new ArtifactError("bad-archive", `the archive may not hold ${limits.reserved}`);
      if (entry.header.type === "directory") {
        await mkdir(join(folder, ...names), { recursive: true });
        entry.resume();
        continue;
      }
      await mkdir(join(folder, ...names.slice(0, -1)), { recursive: true });
      await writeFile(join(folder, ...names), entry as AsyncIterable<Uint8Array>, mostBytes);
    }
    await reading;
  } catch (error) {
    tar.destroy();
    throw asArtifactError(error);
  }
}

function memberPath(header: Header): readonly string[] {
  const shown = JSON.stringify(header.name.slice(0, 100));
  if (header.type !== "file" && header.type !== "directory") {
    throw new ArtifactError("bad-archive", `the archive may hold files and folders only; ${shown} is a ${header.type}`);
  }
  try {
    const names = artifactPath(header.name);
    if (names.length > 0 || header.type === "directory") return names;
  } catch (cause) {
    throw new ArtifactError("bad-archive", `the archive's member ${shown} does not stay inside its folder`, { cause });
  }
  throw new ArtifactError("bad-archive", `the archive has a file without a name`);
}

/** Passes bytes on until there are too many: also what a bomb hides in headers and padding counts. */
function boundedBytes(most: number) {
  return async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.byteLength;
      if (bytes > most) throw new ArtifactError("too-large", `the archive unpacks to more than ${most} bytes`);
      yield chunk;
    }
  };
}

function asArtifactError(error: unknown): unknown {
  if (error instanceof ArtifactError) return error;
  const code = codeOf(error);
  if (code === "EEXIST" || code === "ENOTDIR" || code === "EISDIR") {
    return new ArtifactError("bad-archive", "the archive names the same path twice", { cause: error });
  }
  const ours = code.startsWith("E") && !code.startsWith("ERR_");
  if (ours) return error;
  return new ArtifactError("bad-archive", "the upload is not a readable tar.gz archive", { cause: error });
}

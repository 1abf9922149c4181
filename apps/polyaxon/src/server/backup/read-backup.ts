import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract, type Header } from "tar-stream";
import { BackupError, DATABASE, MANIFEST, type Manifest, type ManifestFile, parseManifest } from "./manifest.ts";
import { SECRETS } from "./secrets.ts";

const MOST_MANIFEST_BYTES = 1024 * 1024 * 1024;

/**
 * Reads a backup to its end and compares every file with the manifest.
 *
 * @param into where its files go, laid out as a data folder; null: they are only compared
 * @throws BackupError when it is truncated, was changed, or holds what a backup does not
 */
export async function readBackup(file: string, into: string | null): Promise<Manifest> {
  const tar = extract();
  const reading = pipeline(createReadStream(file), createGunzip(), tar);
  // The loop below reports the same failure; this keeps it from also counting as unhandled.
  reading.catch(() => undefined);
  const found: ManifestFile[] = [];
  let manifest: Manifest | null = null;
  try {
    for await (const entry of tar) {
      if (manifest !== null) throw new BackupError(`${shown(entry.header)} stands behind the manifest`);
      if (entry.header.name === MANIFEST) manifest = parseManifest(await text(entry as AsyncIterable<Uint8Array>));
      else found.push(await take(entry.header, entry as AsyncIterable<Uint8Array>, into));
    }
    await reading;
  } catch (error) {
    tar.destroy();
    throw explained(error, file);
  }
  if (manifest === null) throw new BackupError(`${file} ends before its manifest: it is not whole`);
  compare(manifest, found, file);
  return manifest;
}

/**
 * Tells an archive from another one that takes its name, without reading either: size in bytes, and nanoseconds of the last
 * change. An equal copy may differ.
 *
 * @throws BackupError when there is none
 */
export async function archiveStamp(file: string): Promise<string> {
  try {
    const { mtimeNs, size } = await stat(file, { bigint: true });
    return `${size}-${mtimeNs}`;
  } catch (error) {
    throw explained(error, file);
  }
}

async function take(header: Header, content: AsyncIterable<Uint8Array>, into: string | null): Promise<ManifestFile> {
  const place = placeOf(header);
  const hash = createHash("sha256");
  let sizeBytes = 0;
  if (into === null) {
    for await (const chunk of content) {
      hash.update(chunk);
      sizeBytes += chunk.byteLength;
    }
  } else {
    const path = join(into, ...place);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, "wx", place[0] === "artifacts" ? 0o644 : 0o600);
    try {
      for await (const chunk of content) {
        hash.update(chunk);
        sizeBytes += chunk.byteLength;
        await file.writeFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
  }
  return { path: header.name, sizeBytes, sha256: hash.digest("hex") };
}

/** Where a member goes below the data folder. Only the names that `createBackup` writes are taken. */
function placeOf(header: Header): readonly string[] {
  const names = header.name.split("/");
  const [first, ...rest] = names;
  const plain = names.every((name) => name !== "" && name !== "." && name !== ".." && !name.includes("\0"));
  if (header.type === "file" && plain) {
    if (header.name === DATABASE) return names;
    if (first === "secrets" && rest.length === 1 && (SECRETS as readonly string[]).includes(rest[0] ?? "")) return rest;
    if (first === "artifacts" && rest.length > 1 && /^[0-9a-f]{32}$/.test(rest[0] ?? "")) return names;
  }
  throw new BackupError(`${shown(header)} has no place in a backup`);
}

const shown = ({ name }: Header): string => JSON.stringify(name.slice(0, 200));

async function text(content: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.byteLength;
    if (bytes > MOST_MANIFEST_BYTES) throw new BackupError("the backup's manifest is too large to be one");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function compare(manifest: Manifest, found: readonly ManifestFile[], file: string): void {
  const wanted = new Map(manifest.files.map((each) => [each.path, each]));
  for (const { path, sizeBytes, sha256 } of found) {
    const said = wanted.get(path);
    if (said === undefined) throw new BackupError(`${file} was changed: its manifest does not name ${path}`);
    if (said.sizeBytes !== sizeBytes || said.sha256 !== sha256)
      throw new BackupError(`${file} was changed or is damaged: ${path} is not what the manifest says`);
    wanted.delete(path);
  }
  const [missing] = wanted.keys();
  if (missing !== undefined) throw new BackupError(`${file} was changed: ${missing} is missing`);
  if (!found.some(({ path }) => path === DATABASE)) throw new BackupError(`${file} holds no database`);
}

function explained(error: unknown, file: string): unknown {
  if (error instanceof BackupError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (code === "ENOENT") return new BackupError(`there is no file ${file}`, { cause: error });
  const environments = code.startsWith("E") && !code.startsWith("ERR_");
  if (environments && code !== "EEXIST") return error;
  return new BackupError(`${file} is not a whole backup: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
  });
}

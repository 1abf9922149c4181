import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  copyFileSync,
  cpSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
} from "node:fs";
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** A file or folder that stands in a run's folder. `path` is relative to it, with forward slashes. */
export interface PlacedFile {
  readonly path: string;
  readonly isFolder: boolean;
  /** MD5 of the content, as upstream's clients compute it; null for folders. */
  readonly hash: string | null;
}

/**
 * Brings a user's file into the run's folder: copied to `outputs/`, or to `assets/{kind}/{name}_{step}{ext}` for one step of a series.
 * What stands in the run's folder already stays where it is.
 * @throws the file system's error when the source cannot be read
 */
export function placeFile(
  runFolder: string,
  source: string,
  asset: { readonly kind: string; readonly name: string; readonly step: number } | null,
): PlacedFile {
  const from = resolve(source);
  const isFolder = statSync(from).isDirectory();
  const inside = relative(resolve(runFolder), from);
  const isInside = inside !== "" && !inside.startsWith("..") && !isAbsolute(inside);
  const path =
    asset !== null
      ? join("assets", asset.kind, `${asset.name}_${asset.step}${extname(from)}`)
      : isInside
        ? inside
        : join("outputs", basename(from));
  const to = join(runFolder, path);
  if (resolve(to) !== from) {
    mkdirSync(dirname(to), { recursive: true });
    if (isFolder) cpSync(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE });
    else copyFileSync(from, to, constants.COPYFILE_FICLONE);
  }
  return { path: path.split(sep).join("/"), isFolder, hash: isFolder ? null : md5(to) };
}

/** Files under a placed path, relative to the run's folder. */
export function filesOf(runFolder: string, placed: PlacedFile): string[] {
  if (!placed.isFolder) return [placed.path];
  return readdirSync(join(runFolder, placed.path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(runFolder, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

function md5(path: string): string {
  const hash = createHash("md5");
  const block = Buffer.allocUnsafe(1 << 20);
  const fd = openSync(path, "r");
  try {
    for (let read = readSync(fd, block); read > 0; read = readSync(fd, block)) hash.update(block.subarray(0, read));
  } finally {
    closeSync(fd);
  }
  return hash.digest("hex");
}

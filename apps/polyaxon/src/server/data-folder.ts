import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

/** What one server keeps on disk, all under one folder that a backup may copy. */
export interface DataFolder {
  readonly root: string;
  readonly artifacts: string;
  /** Scratch of the agent: raw output, exit files, supervisor identities. */
  readonly agent: string;
  /** Signs run tokens; the same for the life of the folder, so that running jobs keep their access over a restart. */
  readonly secret: Uint8Array;
  /** For callers that are not recognised by their account: made at the first start. */
  readonly adminToken: string;
  readonly installationKey: string;
  readonly firstStart: boolean;
}

/** A data folder that cannot be used; the message says which path and what to do. */
export class DataFolderError extends Error {
  override readonly name = "DataFolderError";
}

export function openDataFolder(root: string): DataFolder {
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    const artifacts = join(root, "artifacts");
    const agent = join(root, "agent");
    for (const folder of [artifacts, agent]) makeOwn(folder);
    const secret = readOrCreate(join(root, "secret"), () => randomBytes(32).toString("base64url"));
    const token = readOrCreate(join(root, "token"), () => `plxa_${randomBytes(32).toString("base64url")}`, {
      replaceEmpty: true,
    });
    const key = readOrCreate(join(root, "installation"), () => randomBytes(16).toString("hex"));
    return {
      root,
      artifacts,
      agent,
      secret: Buffer.from(secret.text, "base64url"),
      adminToken: token.text,
      installationKey: key.text,
      firstStart: token.created,
    };
  } catch (error) {
    if (error instanceof DataFolderError) throw error;
    throw new DataFolderError(
      `cannot use the data folder ${root}: ${error instanceof Error ? error.message : String(error)}; ` +
        "choose another with --data-dir or POLYAXON_DATA_DIR, or make it writable for this account",
      { cause: error },
    );
  }
}

/** Closed to other accounts also inside a folder that lets them in. */
function makeOwn(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    chmodSync(folder, 0o700);
  } catch (error) {
    // Somebody else's folder, lent to this account: its mode is theirs to choose.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
  }
}

/** Written whole or not at all, readable by this account only; of two processes creating it, both read one content. */
export function readOrCreate(
  path: string,
  make: () => string,
  { replaceEmpty = false }: { readonly replaceEmpty?: boolean } = {},
): { text: string; created: boolean } {
  const existing = readIfThere(path);
  if (existing === "" && !replaceEmpty) throw emptyFile(path);
  if (existing !== null && existing !== "") return { text: existing, created: false };
  const temporary = `${path}.${process.pid}.tmp`;
  const file = openSync(temporary, "w", 0o600);
  writeSync(file, `${make()}\n`);
  fsyncSync(file);
  closeSync(file);
  chmodSync(temporary, 0o600);
  if (existing === "") {
    renameSync(temporary, path);
    return { text: readFileSync(path, "utf8").trim(), created: true };
  }
  let created = true;
  try {
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    created = false;
  } finally {
    unlinkSync(temporary);
  }
  return { text: readFileSync(path, "utf8").trim(), created };
}

/** Such a file is never written here: a full disk, or somebody, emptied it. A new one could not be told from the old. */
const emptyFile = (path: string): DataFolderError =>
  new DataFolderError(
    `${path} is empty. Restore it from a backup; or remove it, and a new one is made at the next start ` +
      "(what was signed with the old one is not recognised any more).",
  );

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

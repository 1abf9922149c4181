import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lockFolder } from "@polyaxon/store";
import { DataFolderError, readOrCreate } from "./data-folder.ts";

/** What an agent on another machine keeps on disk. */
export interface AgentFolder {
  readonly root: string;
  /** Scratch of attempts. */
  readonly work: string;
  /** Run folders until they are at the server. */
  readonly artifacts: string;
  /** Tells this folder from every other one, for as long as it exists. */
  readonly instance: string;
  /** Whether the process that worked here before is known to have ended, as the lock alone tells while the machine runs. */
  readonly before: "ended" | "unknown";
  /** The token that was made for this agent at this server; null when there is none. */
  savedToken(server: string, name: string): string | null;
  saveToken(server: string, name: string, token: string): void;
  /** Lets another process have the folder. */
  release(): void;
}

/**
 * Opens the folder for this process alone: two agents in one folder would both drive what is in it. The lock ends with the
 * process, however that ends.
 * @throws DataFolderError
 */
export function openAgentFolder(root: string): AgentFolder {
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    const lock = lockFolder(root, {
      pid: process.pid,
      started: new Date().toISOString(),
      details: { command: "polyaxon agent" },
    });
    const work = join(root, "work");
    const artifacts = join(root, "artifacts");
    mkdirSync(work, { recursive: true, mode: 0o700 });
    mkdirSync(artifacts, { recursive: true, mode: 0o700 });
    const tokenFile = join(root, "agent-token.json");
    const instance = readOrCreate(join(root, "instance"), () => randomUUID());
    const before = instance.created ? "ended" : (whoWasHere(root) ?? "unknown");
    writeHere(root);
    return {
      root,
      work,
      artifacts,
      instance: instance.text,
      before,
      savedToken(server, name) {
        const saved = readSaved(tokenFile);
        return saved?.server === server && saved.name === name ? saved.token : null;
      },
      saveToken(server, name, token) {
        writeFileSync(`${tokenFile}.new`, `${JSON.stringify({ server, name, token })}\n`, { mode: 0o600 });
        renameSync(`${tokenFile}.new`, tokenFile);
      },
      release: () => lock.release(),
    };
  } catch (error) {
    if (error instanceof DataFolderError) throw error;
    if (error instanceof Error && error.name === "StoreLockedError") {
      throw new DataFolderError(
        `another process works in the agent's folder ${root}; stop that one, or give this agent a folder of its own with --data-dir`,
        { cause: error },
      );
    }
    throw new DataFolderError(
      `cannot use the agent's folder ${root}: ${error instanceof Error ? error.message : String(error)}; ` +
        "choose another with --data-dir, or make it writable for this account",
      { cause: error },
    );
  }
}

/**
 * Where the folder is, and since which start of its machine an agent works in it. A copy has another inode and time of birth,
 * whatever it was made with; a clone of a whole machine has another boot.
 */
interface Here {
  readonly inode: string;
  /** Nanoseconds since the epoch; 0 where the file system does not keep it. */
  readonly born: string;
  /** Null where the system does not say. */
  readonly boot: string | null;
}

const HERE = "here.json";

function readHere(root: string): Here {
  const { birthtimeNs, ino } = statSync(join(root, "instance"), { bigint: true });
  return { inode: String(ino), born: String(birthtimeNs), boot: bootId() };
}

/** Linux alone; elsewhere a restart of the machine is not noticed here. */
function bootId(): string | null {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return null;
  }
}

/**
 * Null when nothing says who was here: an agent of an earlier version, or somebody removed it.
 * @throws DataFolderError when this folder is a copy
 */
function whoWasHere(root: string): AgentFolder["before"] | null {
  const path = join(root, HERE);
  let before: Here;
  try {
    before = JSON.parse(readFileSync(path, "utf8")) as Here;
  } catch {
    return null;
  }
  const { boot, born, inode } = readHere(root);
  if (before.inode !== inode || (before.born !== "0" && born !== "0" && before.born !== born)) {
    throw new DataFolderError(
      `the agent's folder ${root} is a copy of another one, or was moved to another disk: two agents from one folder would ` +
        "both run what that one holds. Give this agent a folder, a name and a token of its own: polyaxon agent --data-dir " +
        `FOLDER --name NAME. Only if the other folder is gone for good: remove ${path} and start again.`,
    );
  }
  return before.boot === boot ? "ended" : "unknown";
}

function writeHere(root: string): void {
  const path = join(root, HERE);
  writeFileSync(`${path}.new`, JSON.stringify(readHere(root)), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

interface SavedToken {
  readonly server: string;
  readonly name: string;
  readonly token: string;
}

function readSaved(path: string): SavedToken | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as SavedToken;
  } catch {
    return null;
  }
}

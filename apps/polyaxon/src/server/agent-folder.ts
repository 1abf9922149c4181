import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type FolderLock, lockFolder } from "@polyaxon/store";
import { type Before, type Machine, noteSession, thisMachine, whoWasHere, writeHere } from "./agent-here.ts";
import { DataFolderError, readOrCreate } from "./data-folder.ts";

const FIRST: Before = { before: "ended", mayBeCopy: false, earlier: [] };

/** What an agent on another machine keeps on disk. */
export interface AgentFolder {
  readonly root: string;
  /** Scratch of attempts. */
  readonly work: string;
  /** Run folders until they are at the server. */
  readonly artifacts: string;
  /** Tells this folder from every other one, for as long as it exists. */
  readonly instance: string;
  /** Of this process. */
  readonly session: string;
  /** Sessions of the processes that worked here before; null: not known. */
  readonly earlier: readonly string[] | null;
  /** Whether the process that worked here before is known to have ended, as the lock alone tells while the machine runs. */
  readonly before: "ended" | "unknown";
  /** Whether that process may have worked in another folder, of which this one is a copy. */
  readonly mayBeCopy: boolean;
  /** A server took this process as the one that works here: the next one need not doubt what this one knew. */
  admitted(): void;
  /** A server took another process, from a copy: the next one here must doubt. */
  superseded(): void;
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
export function openAgentFolder(root: string, machine: Machine = thisMachine()): AgentFolder {
  let lock: FolderLock | null = null;
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    lock = lockFolder(root, {
      pid: process.pid,
      started: new Date().toISOString(),
      details: { command: "polyaxon agent" },
    });
    const held = lock;
    const work = join(root, "work");
    const artifacts = join(root, "artifacts");
    mkdirSync(work, { recursive: true, mode: 0o700 });
    mkdirSync(artifacts, { recursive: true, mode: 0o700 });
    const tokenFile = join(root, "agent-token.json");
    const instance = readOrCreate(join(root, "instance"), () => randomUUID());
    const session = randomUUID();
    const before = instance.created ? FIRST : whoWasHere(root, machine);
    if (instance.created) writeHere(root, machine, session, { admitted: true });
    else noteSession(root, session);
    return {
      root,
      work,
      artifacts,
      instance: instance.text,
      session,
      ...before,
      admitted: () => writeHere(root, machine, session, { admitted: true }),
      superseded: () => writeHere(root, machine, session, { admitted: false }),
      savedToken(server, name) {
        const saved = readSaved(tokenFile);
        return saved?.server === server && saved.name === name ? saved.token : null;
      },
      saveToken(server, name, token) {
        writeFileSync(`${tokenFile}.new`, `${JSON.stringify({ server, name, token })}\n`, { mode: 0o600 });
        renameSync(`${tokenFile}.new`, tokenFile);
      },
      release: () => held.release(),
    };
  } catch (error) {
    lock?.release();
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

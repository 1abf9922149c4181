import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
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
    return {
      root,
      work,
      artifacts,
      instance: readOrCreate(join(root, "instance"), () => randomUUID()).text,
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

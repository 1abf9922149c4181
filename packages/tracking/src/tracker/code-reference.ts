import { execFile, spawnSync } from "node:child_process";
import type { Socket } from "node:net";
import type { SpoolArtifact } from "../formats/spool.ts";

/** What git says about a working folder. */
export interface CodeReference {
  readonly commit: string;
  /** Null when detached. */
  readonly branch: string | null;
  /** Tracked files differ from the commit. */
  readonly dirty: boolean;
  /** Without credentials; null when there is no `origin`. */
  readonly remote: string | null;
}

// Untracked files are not searched for: in a folder full of data that takes minutes.
const STATUS = ["status", "--porcelain=v2", "--branch", "--untracked-files=no"];
const REMOTE = ["config", "--get", "remote.origin.url"];
// `status` must not take the index lock away from whoever works in the folder.
const ENV = { GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" };

/** Null outside a repository, before the first commit, and without git. Never rejects, and does not keep the process alive. */
export async function readCodeReference(cwd: string, env: NodeJS.ProcessEnv): Promise<CodeReference | null> {
  const git = (args: readonly string[]): Promise<string> =>
    new Promise((answer) => {
      const options = { cwd, env: { ...env, ...ENV }, timeout: 10_000 };
      const child = execFile("git", args, options, (error, stdout) => answer(error === null ? stdout : ""));
      child.unref();
      for (const pipe of [child.stdout, child.stderr]) (pipe as Socket | null)?.unref();
    });
  const [status, remote] = await Promise.all([git(STATUS), git(REMOTE)]);
  return parseGitStatus(status, remote);
}

/** The same at the end of a process whose event loop never turned. Waits at most two seconds. */
export function readCodeReferenceNow(cwd: string, env: NodeJS.ProcessEnv): CodeReference | null {
  const git = (args: readonly string[]): string =>
    spawnSync("git", args, { cwd, env: { ...env, ...ENV }, timeout: 1000, encoding: "utf8" }).stdout ?? "";
  return parseGitStatus(git(STATUS), git(REMOTE));
}

/** @param status output of `git status --porcelain=v2 --branch` */
export function parseGitStatus(status: string, remote: string): CodeReference | null {
  const lines = status.split("\n").filter((line) => line !== "");
  const header = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(`# ${name} `))?.slice(name.length + 3);
  const commit = header("branch.oid");
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return null;
  const branch = header("branch.head");
  return {
    commit,
    branch: branch === undefined || branch === "(detached)" ? null : branch,
    dirty: lines.some((line) => !line.startsWith("#")),
    remote: withoutCredentials(remote.trim()) || null,
  };
}

function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1");
}

export function codeReferenceArtifact(code: CodeReference): SpoolArtifact {
  return {
    name: code.commit,
    kind: "coderef",
    path: null,
    summary: { commit: code.commit, branch: code.branch, is_dirty: code.dirty, url: code.remote },
    is_input: true,
  };
}

import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { restartPostgres, startPostgres } from "@polyaxon/store/postgres-for-tests";
import { temporaryFolder, waitFor } from "./harness.ts";

/**
 * A Postgres of one test alone, whose processes it may kill. Without fsync: what killed processes had written the kernel
 * still has, and a start after a crash would otherwise sync every file first, which takes up to half a minute on a busy disk.
 */
export interface OwnPostgres {
  /** An empty database. */
  readonly url: string;
  /** kill -9 of the postmaster and of every process of it, then waits until they are gone. */
  kill(): Promise<void>;
  /** Starts it on what the kill left. */
  startAgain(): Promise<void>;
}

export async function ownPostgres(): Promise<OwnPostgres> {
  const folder = temporaryFolder("postgres");
  const how = { fsync: false };
  const cluster = await startPostgres(folder, how);
  await cluster.admin("create database chaos");
  return {
    url: cluster.url("chaos"),
    async kill() {
      const postmaster = Number(readFileSync(join(folder, "postgres.pid"), "utf8"));
      // Stopped first: a process that it makes after they were counted would outlive it, and keep the next start from its memory.
      signal(postmaster, "SIGSTOP");
      const family = familyOf(postmaster);
      for (const pid of family) signal(pid, "SIGKILL");
      await waitFor("every process of Postgres to be gone", () => !anyAlive(family));
    },
    startAgain: async () => void (await restartPostgres(folder, cluster, how)),
  };
}

/** A process and its children. */
function familyOf(parent: number): readonly number[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const children = rows.map((row) => row.trim().split(/\s+/).map(Number)).filter(([, of]) => of === parent);
  return [parent, ...children.map(([pid = 0]) => pid)];
}

/** One that has ended and that nobody has asked how still has a number, and holds nothing any more. */
function anyAlive(pids: readonly number[]): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", pids.join(",")], { encoding: "utf8" });
  return stdout.split("\n").some((state) => state.trim() !== "" && !state.trim().startsWith("Z"));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}

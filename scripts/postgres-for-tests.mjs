import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Vitest's global set-up: names the folder of this run's Postgres, and ends what the first suite that needed one started
 * there (packages/store/src/contract/postgres-cluster.ts). A run that needs none starts none.
 */
export function setup() {
  process.env.POLYAXON_TEST_POSTGRES ??= mkdtempSync(join(tmpdir(), "polyaxon-postgres-"));
}

export async function teardown() {
  const folder = process.env.POLYAXON_TEST_POSTGRES;
  const pidFile = join(folder, "postgres.pid");
  if (existsSync(pidFile)) await end(Number(readFileSync(pidFile, "utf8")));
  rmSync(folder, { recursive: true, force: true });
}

async function end(pid) {
  const send = (signal) => {
    try {
      process.kill(pid, signal);
      return true;
    } catch {
      return false; // It is gone.
    }
  };
  // SIGQUIT: immediate shutdown. Nothing in it is needed any more.
  send("SIGQUIT");
  const deadline = performance.now() + 5_000;
  while (send(0)) {
    if (performance.now() > deadline) send("SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

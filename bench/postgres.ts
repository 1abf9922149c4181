import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Cluster, startPostgres, whyNoPostgres } from "@polyaxon/store/postgres-for-tests";
import { temporary } from "./server-process.ts";

/** Runs `work` with a real Postgres of its own, fsync on; null, and a line on stderr, where none is installed. */
export async function withPostgres<T>(work: (cluster: Cluster) => Promise<T>): Promise<T | null> {
  const missing = whyNoPostgres();
  if (missing !== null) {
    process.stderr.write(`  left out: ${missing}\n`);
    return null;
  }
  const folder = temporary();
  const cluster = await startPostgres(folder, { fsync: true });
  try {
    return await work(cluster);
  } finally {
    process.kill(Number(readFileSync(join(folder, "postgres.pid"), "utf8")), "SIGINT");
  }
}

import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cluster, restartPostgres, startPostgres } from "@polyaxon/store/postgres-for-tests";
import { loadPostgres } from "./load-postgres.ts";
import { loadSqlite } from "./load-sqlite.ts";

/** Loading takes minutes: databases stay here between runs of the bench. Remove the folder to make them anew. */
const CACHE = join(tmpdir(), "polyaxon-bench-lists");

const say = (text: string): void => void process.stderr.write(`  ${text}\n`);

/** Copies a database of `count` runs into an empty data folder. */
export async function sqliteWith(count: number, dataDir: string): Promise<void> {
  const kept = join(CACHE, `sqlite-${count}`);
  if (!existsSync(kept)) {
    say(`loading ${count} runs into SQLite, kept in ${kept} ...`);
    const loading = `${kept}.loading`;
    rmSync(loading, { recursive: true, force: true });
    mkdirSync(loading, { recursive: true });
    await loadSqlite(loading, count);
    renameSync(loading, kept);
  }
  cpSync(join(kept, "polyaxon.db"), join(dataDir, "polyaxon.db"));
}

export interface LoadedPostgres {
  /** A database of its own, a copy of the one that is kept. */
  readonly url: string;
  close(): Promise<void>;
}

export async function postgresWith(count: number): Promise<LoadedPostgres> {
  const folder = join(CACHE, "postgres");
  const cluster = await clusterIn(folder);
  const kept = `lists_${count}`;
  if ((await cluster.admin(`select 1 from pg_database where datname = '${kept}'`)).length === 0) {
    say(`loading ${count} runs into Postgres, kept in ${folder} ...`);
    await cluster.dropDatabase("loading");
    await cluster.admin("create database loading");
    await loadPostgres(cluster.url("loading"), count);
    await cluster.admin(`alter database loading rename to ${kept}`);
  }
  await cluster.dropDatabase("asked");
  await cluster.admin(`create database asked template ${kept}`);
  return {
    url: cluster.url("asked"),
    async close() {
      await cluster.dropDatabase("asked");
      process.kill(Number(readFileSync(join(folder, "postgres.pid"), "utf8")), "SIGINT");
    },
  };
}

async function clusterIn(folder: string): Promise<Cluster> {
  const place = join(folder, "cluster.json");
  const settings = { fsync: true };
  if (existsSync(place))
    return await restartPostgres(folder, JSON.parse(readFileSync(place, "utf8")) as Cluster, settings);
  mkdirSync(folder, { recursive: true });
  const made = await startPostgres(folder, settings);
  writeFileSync(place, JSON.stringify({ port: made.port }));
  return made;
}

import { environmentOf } from "./environment.ts";
import { haupt } from "./haupt.ts";
import { mlflow } from "./mlflow.ts";
import { ours } from "./ours.ts";
import type { Peer } from "./peer.ts";
import { type Result, table } from "./table.ts";
import { workOf } from "./work.ts";

/*
 * The same work on this server and on others, one after the other on the same machine, each with its embedded SQLite:
 * `npm run bench:peers`, or with the names of some of them behind it. Their packages are installed once, into a temporary folder.
 */
const PEERS: Readonly<Record<string, () => Promise<Peer>>> = {
  polyaxon: ours,
  mlflow: () => installed("mlflow", mlflow),
  haupt: () => installed("haupt", haupt),
};

async function installed(name: string, start: (environment: string) => Promise<Peer>): Promise<Peer> {
  const environment = environmentOf(name);
  if ("failed" in environment) throw new Error(`it could not be installed: ${environment.failed}`);
  return await start(environment.folder);
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(PEERS, name));
if (unknown.length > 0) {
  process.stderr.write(`unknown ${unknown.join(", ")}; there are: ${Object.keys(PEERS).join(", ")}\n`);
  process.exit(2);
}

const results: Result[] = [];
const leftOut: string[] = [];
for (const [name, start] of Object.entries(PEERS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`measuring ${name} ...\n`);
  let peer: Peer | null = null;
  try {
    peer = await start();
    results.push({ name: peer.name, figures: await workOf(peer) });
  } catch (error) {
    leftOut.push(`${name} is left out: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await peer?.close();
  }
}
process.stdout.write(table(results));
for (const line of leftOut) process.stdout.write(`${line}\n`);

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Cluster, postgresCluster, whyNoPostgres } from "@polyaxon/store/postgres-for-tests";
import { afterAll, describe, expect, it } from "vitest";
import { DEBUG_POINTS } from "@polyaxon/orchestrator";
import {
  cleanUp,
  createProject,
  post,
  runUrl,
  type Server,
  startServer,
  submitOperation,
  temporaryFolder,
  waitFor,
} from "../harness.ts";
import { allFinal, expectNothingDoubled, type Ledger, ledgerAt, storedNumbers, upTo, writeScript } from "../ledger.ts";
import { atMostAtOnce } from "./at-most-at-once.ts";

afterAll(cleanUp);

const LINES = 15;
const MS = 10;
/** A point is mostly waiting. */
const AT_ONCE = 3;
const points = Object.keys(DEBUG_POINTS);
/** These are passed when a server takes up what an earlier one left, so the server is killed once before. */
const AT_ADOPTION = new Set(["register.after", "adopt.before", "adopt.after"]);

/** An idle agent asks too: the second time it asks is when there is something to hand out. */
const SECOND_TIME = new Set(["claim.before-commit", "claim.after-commit"]);

/** One point, in a place of its own. */
interface Case {
  readonly point: string;
  readonly dataDir: string;
  readonly ledger: Ledger;
  readonly script: ReturnType<typeof writeScript>;
  /** Which database. */
  readonly env: Record<string, string>;
}

const sweep = ({ ledger, script }: Case): string => `
version: 1.1
kind: operation
matrix: {kind: grid, concurrency: 2, params: {trial: {kind: range, value: [0, 3, 1]}}}
component:
  inputs: [{name: trial, type: int}]
  run: {kind: job, container: {command: ${script({ ledger, lines: LINES, ms: MS })}}}
`;
const waiting = ({ ledger, script }: Case, flag: string): string => `
version: 1.1
kind: component
run: {kind: job, container: {command: ${script({ ledger, lines: LINES, ms: MS, flag })}}}
`;

const reason = whyNoPostgres();
describe.concurrent("a kill of the server at every debug point loses nothing and runs nothing twice (I3, I4, I5, I10)", () => {
  it(`on SQLite: ${points.length} points`, () => everyPoint("sqlite", null), 900_000);
  it.skipIf(reason !== null)(
    `on Postgres: ${points.length} points`,
    async () => await everyPoint("postgres", await postgresCluster()),
    900_000,
  );
});

async function everyPoint(database: string, cluster: Cluster | null): Promise<void> {
  const folder = temporaryFolder(`debug-points-${database}`);
  const script = writeScript(folder);
  const rows = await atMostAtOnce(AT_ONCE, points, async (point) => {
    const place = join(folder, point);
    mkdirSync(place);
    const env: Record<string, string> = {};
    if (cluster !== null) {
      const name = `debug_${point.replaceAll(/\W/g, "_")}`;
      await cluster.admin(`create database ${name}`);
      env["POLYAXON_DATABASE_URL"] = cluster.url(name);
    }
    const row = await onePoint({
      point,
      dataDir: join(place, "data"),
      ledger: ledgerAt(join(place, "ledger")),
      script,
      env,
    });
    await cluster?.dropDatabase(`debug_${point.replaceAll(/\W/g, "_")}`);
    return row;
  });
  process.stdout.write(`debug points on ${database}, one kill at each:\n${rows.join("\n")}\n`);
  expect(rows).toHaveLength(points.length);
}

async function onePoint(one: Case): Promise<string> {
  const { ledger, point } = one;
  const began = Date.now();
  const { server, acknowledged } = await killedAt(one);
  const back = Date.now();
  const runs = await allFinal(server);
  expectNothingDoubled(ledger);
  const found = runs.map((run) => run.uuid);
  for (const uuid of acknowledged) expect(found, `${point}: acknowledged`).toContain(uuid);
  for (const run of runs.filter((each) => each.kind === "job")) {
    expect([point, run.status]).toEqual([point, point === "stop.after" ? "stopped" : "succeeded"]);
    expect(await storedNumbers(server, run.uuid), `${point}: log of ${run.uuid}`).toEqual(upTo(LINES));
    expect(ledger.attempts().get(run.uuid), `${point}: attempts of ${run.uuid}`).toEqual([1]);
  }
  await server.kill("SIGTERM");
  return `  ${point.padEnd(22)} ${runs.length} runs, killed after ${back - began} ms, ended ${Date.now() - back} ms later`;
}

/** Brings a server to the point where it dies, and starts it again. */
async function killedAt(one: Case): Promise<{ server: Server; acknowledged: readonly string[] }> {
  const { dataDir, env, ledger, point } = one;
  const acknowledged: string[] = [];
  const armed = { ...env, POLYAXON_DEBUG_POINT: SECOND_TIME.has(point) ? `${point}:2` : point };
  const flag = join(dataDir, "..", "go");
  const adopts = AT_ADOPTION.has(point);
  const first = await startServer({ dataDir, env: adopts ? env : armed });
  const { port } = first;
  await createProject(first);
  if (adopts) {
    acknowledged.push(await submitOperation(first, waiting(one, flag)));
    await waitFor("the run to begin", () => ledger.started() === 1);
    await first.kill("SIGKILL");
    // It may die before it answers.
    const second = await startServer({ dataDir, port, env: armed }).catch(() => null);
    await second?.ended;
    writeFileSync(flag, "");
  } else {
    const stops = point === "stop.after";
    const uuid = await submitOperation(first, stops ? waiting(one, flag) : sweep(one)).catch(() => null);
    if (uuid !== null) acknowledged.push(uuid);
    if (stops && uuid !== null) {
      await waitFor("its lines to be stored", async () => (await storedNumbers(first, uuid)).length === LINES);
      await post(runUrl(first, uuid, "/stop"));
    }
    const died = await Promise.race([
      first.ended.then(() => true),
      new Promise<boolean>((done) => setTimeout(done, 300_000, false)),
    ]);
    expect([point, died]).toEqual([point, true]);
  }
  return { server: await startServer({ dataDir, port, env }), acknowledged };
}

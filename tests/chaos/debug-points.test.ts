import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { DEBUG_POINTS } from "@polyaxon/orchestrator";
import {
  cleanUp,
  createProject,
  polyaxon,
  PROJECT,
  type Server,
  startServer,
  submit,
  temporaryFolder,
  waitFor,
} from "../harness.ts";
import { allFinal, expectNothingDoubled, type Ledger, ledgerAt, storedNumbers, upTo, writeScript } from "./ledger.ts";

afterAll(cleanUp);

const LINES = 15;
const points = Object.keys(DEBUG_POINTS);
/** These are passed when a server takes up what an earlier one left, so the server is killed once before. */
const AT_ADOPTION = new Set(["register.after", "adopt.before", "adopt.after"]);

/** An idle agent asks too: the second time it asks is when there is something to hand out. */
const SECOND_TIME = new Set(["claim.before-commit", "claim.after-commit"]);

const sweep = (ledger: Ledger): string => `
version: 1.1
kind: operation
matrix: {kind: grid, concurrency: 2, params: {trial: {kind: range, value: [0, 3, 1]}}}
component:
  inputs: [{name: trial, type: int}]
  run: {kind: job, container: {command: [node, script.mjs, ${JSON.stringify(ledger.path)}, "${LINES}", "10"]}}
`;
const waiting = (ledger: Ledger, flag: string): string => `
version: 1.1
kind: component
run: {kind: job, container: {command: [node, script.mjs, ${JSON.stringify(ledger.path)}, "${LINES}", "10", ${flag}]}}
`;

it(`a kill at every debug point loses nothing and runs nothing twice (I3, I4, I5, I10): ${points.length} points`, async () => {
  const folder = temporaryFolder("debug-points");
  writeScript(folder);
  const rows: string[] = [];
  for (const point of points) {
    const place = join(folder, point);
    mkdirSync(place);
    const ledger = ledgerAt(join(place, "ledger"));
    const began = Date.now();
    const { server, acknowledged } = await killedAt(point, place, folder, ledger);
    const back = Date.now();
    const runs = await allFinal(server);
    expectNothingDoubled(ledger);
    for (const uuid of acknowledged)
      expect(
        runs.map((run) => run.uuid),
        `${point}: acknowledged`,
      ).toContain(uuid);
    for (const run of runs.filter((each) => each.kind === "job")) {
      expect([point, run.status]).toEqual([point, point === "stop.after" ? "stopped" : "succeeded"]);
      expect(await storedNumbers(server, run.uuid), `${point}: log of ${run.uuid}`).toEqual(upTo(LINES));
      expect(ledger.attempts().get(run.uuid), `${point}: attempts of ${run.uuid}`).toEqual([1]);
    }
    await server.kill("SIGTERM");
    rows.push(
      `  ${point.padEnd(22)} ${runs.length} runs, killed after ${back - began} ms, ended ${Date.now() - back} ms later`,
    );
  }
  process.stdout.write(`debug points, one kill at each:\n${rows.join("\n")}\n`);
  expect(rows).toHaveLength(points.length);
}, 600_000);

/** Brings a server to the point where it dies, and starts it again. */
async function killedAt(
  point: string,
  place: string,
  folder: string,
  ledger: Ledger,
): Promise<{ server: Server; acknowledged: readonly string[] }> {
  const dataDir = join(place, "data");
  const acknowledged: string[] = [];
  const armed = { POLYAXON_DEBUG_POINT: SECOND_TIME.has(point) ? `${point}:2` : point };
  const flag = join(place, "go");
  const file = { folder, name: `${point}.yaml` };
  let port: number | undefined;
  if (AT_ADOPTION.has(point)) {
    const first = await startServer({ dataDir });
    port = first.port;
    await createProject(first);
    acknowledged.push(await submit(first, { ...file, yaml: waiting(ledger, flag) }));
    await waitFor("the run to begin", () => ledger.started() === 1);
    await first.kill("SIGKILL");
    // It may die before it answers.
    const second = await startServer({ dataDir, port, env: armed }).catch(() => null);
    await second?.ended;
    writeFileSync(flag, "");
  } else {
    const first = await startServer({ dataDir, env: armed });
    port = first.port;
    await createProject(first);
    const yaml = point === "stop.after" ? waiting(ledger, flag) : sweep(ledger);
    const uuid = await submit(first, { ...file, yaml }).catch(() => null);
    if (uuid !== null) acknowledged.push(uuid);
    if (point === "stop.after" && uuid !== null) {
      await waitFor("the run to begin", () => ledger.started() === 1);
      await waitFor("its lines to be stored", async () => (await storedNumbers(first, uuid)).length === LINES);
      await polyaxon(["ops", "stop", "-uid", uuid, "-p", PROJECT, "-y"], { host: first.url });
    }
    const died = await Promise.race([
      first.ended.then(() => true),
      new Promise<boolean>((done) => setTimeout(done, 30_000, false)),
    ]);
    expect([point, died]).toEqual([point, true]);
  }
  return { server: await startServer({ dataDir, port }), acknowledged };
}

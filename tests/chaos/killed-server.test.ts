import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import {
  cleanUp,
  createProject,
  startServer,
  submitOperation,
  temporaryFolder,
  untilFinal,
  waitFor,
} from "../harness.ts";
import { expectEachRanOnce, ledgerAt, storedRuns, writeScript } from "../ledger.ts";
import { chance } from "./chance.ts";

afterAll(cleanUp);

const TRIALS = 12;
const LINES = 40;
const ROUNDS = process.env["POLYAXON_TEST_LONG"] === "1" ? 20 : 3;

const sweep = (command: string): string => `
version: 1.1
kind: operation
matrix:
  kind: grid
  concurrency: 3
  params:
    trial: {kind: range, value: [0, ${TRIALS}, 1]}
component:
  inputs: [{name: trial, type: int}]
  run: {kind: job, container: {command: ${command}}}
`;

it(`kill -9 of the server in mid-sweep loses nothing and runs nothing twice (I3, I4, I10): ${ROUNDS} rounds`, async () => {
  const { below } = chance("killed-server");
  const folder = temporaryFolder("killed-server");
  const dataDir = join(folder, "data");
  const script = writeScript(folder);
  let server = await startServer({ dataDir });
  await createProject(server);

  for (let round = 1; round <= ROUNDS; round += 1) {
    const ledger = ledgerAt(join(folder, `ledger-${round}`));
    const uuid = await submitOperation(server, sweep(script({ ledger, lines: LINES, ms: 15 })));
    const killAt = 1 + below(TRIALS - 2);
    await waitFor(`${killAt} trials to start`, () => ledger.started() >= killAt);
    await server.kill("SIGKILL");
    const atKill = ledger.started();
    const down = Date.now();
    server = await startServer({ dataDir, port: server.port });
    if (atKill < TRIALS) await waitFor("progress after the restart", () => ledger.started() > atKill);
    process.stdout.write(
      `  round ${round}: killed at ${atKill}/${TRIALS} started; progressing after ${Date.now() - down} ms\n`,
    );
    expect(await untilFinal(server, uuid)).toMatchObject({ status: "succeeded" });
    const uuids = (await storedRuns(server, uuid)).map((run) => run.uuid);
    expect(uuids).toHaveLength(TRIALS);
    await expectEachRanOnce(ledger, server, { uuids, lines: LINES });
  }
  expect(await server.kill("SIGTERM")).toBe(0);
}, 1_800_000);

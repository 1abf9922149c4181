import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import {
  cleanUp,
  createProject,
  getJson,
  logText,
  PROJECT,
  type Server,
  startServer,
  submit,
  temporaryFolder,
  untilFinal,
  waitFor,
} from "../harness.ts";

afterAll(cleanUp);

const TRIALS = 12;
const LINES = 40;
const ROUNDS = process.env["POLYAXON_TEST_LONG"] === "1" ? 20 : 3;

/**
 * The proof is what the scripts themselves wrote: each appends "uuid attempt pid" to a ledger outside the data folder
 * (one O_APPEND write) and prints 1..N. Statuses could lie; the ledger and the printed lines cannot.
 */
const script = `
import { appendFileSync } from "node:fs";
const [ledger, lines] = process.argv.slice(2);
const uuid = process.env.POLYAXON_RUN_INSTANCE.split(".").at(-1);
appendFileSync(ledger, uuid + " " + process.env.POLYAXON_RUN_ATTEMPT + " " + process.pid + "\\n");
for (let i = 1; i <= Number(lines); i += 1) {
  console.log(i);
  await new Promise((done) => setTimeout(done, 15));
}
`;

const sweep = (ledger: string): string => `
version: 1.1
kind: operation
matrix:
  kind: grid
  concurrency: 3
  params:
    trial: {kind: range, value: [0, ${TRIALS}, 1]}
component:
  inputs: [{name: trial, type: int}]
  run:
    kind: job
    container:
      command: [node, script.mjs, ${JSON.stringify(ledger)}, "${LINES}"]
`;

it(`kill -9 of the server in mid-sweep loses nothing and runs nothing twice (I3, I4, I10): ${ROUNDS} rounds`, async () => {
  const seed = Number(process.env["POLYAXON_TEST_SEED"] ?? Date.now() % 100_000);
  process.stdout.write(`killed-server: seed ${seed} (POLYAXON_TEST_SEED repeats it)\n`);
  let random = seed;
  const next = (below: number): number => (random = (random * 1_103_515_245 + 12_345) % 2_147_483_648) % below;

  const folder = temporaryFolder("killed-server");
  const dataDir = join(folder, "data");
  writeFileSync(join(folder, "script.mjs"), script);
  let server = await startServer({ dataDir });
  await createProject(server);

  for (let round = 1; round <= ROUNDS; round += 1) {
    const ledger = join(folder, `ledger-${round}`);
    writeFileSync(ledger, "");
    const uuid = await submit(server, { folder, yaml: sweep(ledger) });
    const started = (): number => readFileSync(ledger, "utf8").split("\n").length - 1;
    const killAt = 1 + next(TRIALS - 2);
    await waitFor(`${killAt} trials to start`, () => started() >= killAt);
    await server.kill("SIGKILL");
    const atKill = started();
    const down = Date.now();
    server = await startServer({ dataDir, port: server.port });
    if (atKill < TRIALS) await waitFor("progress after the restart", () => started() > atKill, 30_000);
    process.stdout.write(
      `  round ${round}: killed at ${atKill}/${TRIALS} started; progressing after ${Date.now() - down} ms\n`,
    );
    const parent = await untilFinal(server, uuid);
    expect(parent.status).toBe("succeeded");
    await expectLedgerAndLogsAgree(server, uuid, ledger);
  }
  expect(await server.kill("SIGTERM")).toBe(0);
}, 600_000);

async function expectLedgerAndLogsAgree(server: Server, sweepUuid: string, ledger: string): Promise<void> {
  const rows = readFileSync(ledger, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" "));
  const { results } = await getJson<{ results: { uuid: string }[] }>(
    `${server.url}/api/v1/default/${PROJECT}/runs?query=pipeline:${sweepUuid}&limit=1000`,
  );
  const children = results.map((run) => run.uuid).sort();
  // Executed once each: every child appears in the ledger exactly once, and nothing else does.
  expect(rows.map(([uuid]) => uuid).sort()).toEqual(children);
  expect(children).toHaveLength(TRIALS);
  expect(new Set(rows.map(([, attempt]) => attempt))).toEqual(new Set(["1"]));
  const expected = Array.from({ length: LINES }, (_, i) => `${i + 1}\n`).join("");
  for (const uuid of children) expect(await logText(server, uuid), `logs of ${uuid}`).toBe(expected);
}

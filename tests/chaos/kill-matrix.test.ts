import { whyNoPostgres } from "@polyaxon/store/postgres-for-tests";
import { afterAll, describe, expect, it } from "vitest";
import { cleanUp, conditionsOf, polyaxon, post, runUrl, waitFor } from "../harness.ts";
import { expectNothingDoubled, storedRuns } from "../ledger.ts";
import { chance } from "./chance.ts";
import {
  askToStop,
  beginSubject,
  judge,
  reach,
  type Status,
  STATUSES,
  type Subject,
  type Victim,
  VICTIMS,
} from "./kill-subject.ts";
import {
  armForCommit,
  endWorld,
  killAgent,
  killInCommit,
  killPostgres,
  killServer,
  makeFlag,
  makeWorld,
  scriptOf,
  submitTo,
  supervisorOf,
  type World,
} from "./kill-world.ts";

const worlds: World[] = [];
afterAll(async () => {
  await Promise.all(worlds.map(endWorld));
  cleanUp();
});

const ROUNDS = process.env["POLYAXON_TEST_LONG"] === "1" ? 20 : 3;

/** `${victim}/${status}` → outcome → how often. */
type Table = Map<string, Map<string, number>>;

describe.concurrent("whoever is killed, at whatever status: nothing is lost, doubled or stuck (I3, I4, I5, I10)", () => {
  const reason = whyNoPostgres();
  it(`on SQLite: ${ROUNDS} rounds`, () => matrixOn("sqlite"), 1_800_000);
  it.skipIf(reason !== null)(`on Postgres: ${ROUNDS} rounds`, () => matrixOn("postgres"), 1_800_000);
});

async function matrixOn(database: "sqlite" | "postgres"): Promise<void> {
  const world = await makeWorld(database, chance(`kill matrix on ${database}`));
  worlds.push(world);
  const table: Table = new Map();
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const kill of world.chance.shuffled(["server", "agent", "database", "processes"] as const)) {
      const name = `${round}-${kill}`;
      const judged = await (kill === "processes" ? killProcesses(world, name) : killAround(world, kill, name));
      for (const [cell, outcome] of judged) {
        const outcomes = table.get(cell) ?? new Map<string, number>();
        table.set(cell, outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1));
      }
    }
  }
  process.stdout.write(`kill matrix on ${database}, ${ROUNDS} rounds:\n${drawn(table, database)}\n`);
  for (const victim of VICTIMS)
    for (const status of STATUSES) expect(table.get(`${victim}/${status}`), `${victim}/${status}`).toBeDefined();
  expectNothingDoubled(world.ledger);
  const doctor = await polyaxon(["admin", "doctor"], { host: world.server.url });
  expect([doctor.code, doctor.stdout]).toEqual([0, expect.anything()]);
}

type Judged = readonly (readonly [cell: string, outcome: string])[];

/** The server, its agent or its database is killed once, with a run at every status. */
async function killAround(world: World, victim: "server" | "agent" | "database", name: string): Promise<Judged> {
  const { chance: luck, postgres } = world;
  const release = makeFlag(world, `${name}-release`);
  const last = makeFlag(world, `${name}-last`);
  const inCommit = victim === "database" && postgres === null ? await armForCommit(world, STATUSES.length + 1) : null;
  const begin = (status: Status, flag = release.path): Promise<Subject> =>
    beginSubject(world, { victim, status, flag });

  const waiting = await Promise.all([
    begin("compiled"),
    begin("stopping"),
    begin("running"),
    begin("before-final", last.path),
  ]);
  const [compiled, stopping] = waiting;
  // The agent that serves its queue is busy.
  const holder = await submitTo(
    world,
    plainJob("holder", "later", `until [ -e ${release.path} ]; do sleep 0.05; done`),
  );
  await waitFor("the holder to run", async () => (await conditionsOf(world.server, holder)).at(-1)?.type === "running");
  const queued = await begin("queued");
  await Promise.all([...waiting, queued].map((subject) => reach(world, subject)));
  // These are moments, so they come last.
  const [starting] = await Promise.all([begin("starting"), askToStop(world, stopping)]);
  await reach(world, starting);
  last.raise();
  await new Promise((done) => setTimeout(done, luck.below(60)));

  if (victim === "server") await killServer(world);
  else if (victim === "agent") await killAgent(world);
  else if (postgres !== null) await killPostgres(world, postgres);
  else await killInCommit(world, plainJob(`torn-${name}`, "now", "true"));

  release.raise();
  await post(runUrl(world.server, compiled.uuid, "/approve"));
  const subjects = [...waiting, queued, starting];
  const judged = await Promise.all(
    subjects.map(async (subject) => [`${victim}/${subject.status}`, await judge(world, subject)] as const),
  );
  if (inCommit !== null) {
    const torn = (await storedRuns(world.server)).filter((run) => run.name === `torn-${name}`);
    expect(torn.length, `a run killed in its commit (${inCommit})`).toBe(inCommit === "after-commit" ? 1 : 0);
  }
  return judged;
}

/** Supervisors and scripts belong to one run each: all of them are killed at once. */
async function killProcesses(world: World, name: string): Promise<Judged> {
  const never = makeFlag(world, `${name}-never`).path;
  const pairs = (["supervisor", "script"] as const).flatMap((victim) =>
    (["running", "stopping", "before-final"] as const).map((status) => ({ victim, status, flag: never })),
  );
  const waiting = await Promise.all(pairs.map((pair) => beginSubject(world, pair)));
  await Promise.all(waiting.map((subject) => reach(world, subject)));
  const victims = ["supervisor", "script"] as const;
  const [starting] = await Promise.all([
    Promise.all(victims.map((victim) => beginSubject(world, { victim, status: "starting", flag: never }))),
    ...waiting.filter(({ status }) => status === "stopping").map((subject) => askToStop(world, subject)),
  ]);
  const subjects = [...starting, ...waiting];
  await Promise.all(
    subjects.map(async ({ uuid, victim }) => {
      const pid = await (victim === "supervisor" ? supervisorOf(world, uuid) : scriptOf(world, uuid));
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // One that was asked to stop has ended by itself a moment before.
      }
    }),
  );
  const judged = await Promise.all(
    subjects.map(async (subject) => [`${subject.victim}/${subject.status}`, await judge(world, subject)] as const),
  );
  const nothingYet = victims.flatMap((victim) =>
    (["compiled", "queued"] as const).map((status) => [`${victim}/${status}`, "no process yet"] as const),
  );
  return [...judged, ...nothingYet];
}

const plainJob = (name: string, queue: "now" | "later", command: string): string => `version: 1.1
kind: operation
name: ${name}
queue: ${queue}
component: {run: {kind: job, container: {command: [sh, -c, ${JSON.stringify(command)}]}}}
`;

function drawn(table: Table, database: "sqlite" | "postgres"): string {
  const cells = (victim: Victim, status: Status): string =>
    [...(table.get(`${victim}/${status}`) ?? [])].map(([outcome, times]) => `${times}x ${outcome}`).join("; ");
  const columns = VICTIMS.map((victim) => {
    const column = [victim === "database" && database === "sqlite" ? "database*" : victim];
    for (const status of STATUSES) column.push(cells(victim, status));
    const width = Math.max(...column.map((cell) => cell.length)) + 2;
    return column.map((cell) => cell.padEnd(width));
  });
  const rows = ["", ...STATUSES].map((head, index) =>
    `  ${head.padEnd(14)}${columns.map((column) => column[index]).join("")}`.trimEnd(),
  );
  const note =
    "  * SQLite is part of the server's process: it was killed in the middle of a commit, or just behind one";
  return [...rows, ...(database === "sqlite" ? [note] : [])].join("\n");
}

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import {
  cleanUp,
  conditionsOf,
  createProject,
  polyaxon,
  PROJECT,
  runUrl,
  type Server,
  startServer,
  submit,
  temporaryFolder,
  untilFinal,
  waitFor,
} from "../harness.ts";
import { type AgentProcess, startAgent } from "../remote-agent.ts";
import { type Ledger, ledgerAt, storedNumbers, upTo, writeScript } from "./ledger.ts";

const agents: AgentProcess[] = [];
afterAll(async () => {
  await Promise.all(agents.map((agent) => agent.kill("SIGKILL")));
  cleanUp();
});

const ROUNDS = process.env["POLYAXON_TEST_LONG"] === "1" ? 20 : 1;
const LINES = 25;
const VICTIMS = ["server", "agent", "supervisor", "script"] as const;
const STATUSES = ["compiled", "queued", "starting", "running", "stopping", "before-final"] as const;
type Victim = (typeof VICTIMS)[number];
type Status = (typeof STATUSES)[number];

/** Server and agent as two processes, so that each can die alone. */
interface World {
  readonly folder: string;
  readonly ledger: Ledger;
  server: Server;
  agent: AgentProcess;
}

interface Subject {
  readonly uuid: string;
  readonly status: Status;
  /** Lines that were stored when the kill came. */
  linesBefore: number;
}

const OPERATION: Readonly<Record<Status, string>> = {
  compiled: 'isApproved: "{{ approved }}"\n',
  queued: "queue: later\n",
  starting: "",
  running: "",
  stopping: "",
  "before-final": "",
};

function manifest(world: World, status: Status): string {
  const args = [world.ledger.path, String(LINES), "80"];
  return `version: 1.1
kind: operation
${OPERATION[status]}params: {approved: {value: false}}
component:
  inputs: [{name: approved, type: bool, value: false}]
  run: {kind: job, container: {command: [node, script.mjs, ${args.map((arg) => JSON.stringify(arg)).join(", ")}]}}
`;
}

const post = async (url: string): Promise<void> => {
  const answer = await fetch(url, { method: "POST" });
  if (!answer.ok) throw new Error(`POST ${url}: ${answer.status}`);
};

const lastStatus = async (server: Server, uuid: string): Promise<string | undefined> =>
  (await conditionsOf(server, uuid)).at(-1)?.type;

async function begin(world: World, status: Status): Promise<Subject> {
  const { folder } = world;
  const uuid = await submit(world.server, { folder, yaml: manifest(world, status), name: `${status}.yaml` });
  return { uuid, status, linesBefore: 0 };
}

/** Waits until the run is where it has to be when the kill comes. */
async function reach(world: World, subject: Subject): Promise<void> {
  const { uuid, status } = subject;
  const hasBegun = (): boolean => world.ledger.attempts().has(uuid);
  if (status === "compiled" || status === "queued") {
    await waitFor(`${uuid} to be ${status}`, async () => (await lastStatus(world.server, uuid)) === status);
  } else if (status === "starting") {
    // Before the script has begun: the attempt exists, its process is being made.
    await waitFor("the attempt to be made", () => existsSync(scratch(world, uuid)));
  } else if (status === "before-final") {
    await waitFor("the last line to be printed", () =>
      existsSync(rawLog(world, uuid)) ? readFileSync(rawLog(world, uuid), "utf8").includes(`\n${LINES}\n`) : false,
    );
  } else {
    await waitFor("the script to begin", hasBegun);
    await waitFor("some lines", async () => (await storedNumbers(world.server, uuid)).length > 2);
    if (status === "stopping") await post(runUrl(world.server, uuid, "/stop"));
  }
  if (status === "running" || status === "stopping") {
    subject.linesBefore = (await storedNumbers(world.server, uuid)).length;
  }
}

const scratch = (world: World, uuid: string): string => join(world.folder, "agent", "work", "attempts", `${uuid}-1`);
const rawLog = (world: World, uuid: string): string => join(scratch(world, uuid), "output.log");

async function strike(world: World, victim: Victim, subjects: readonly Subject[]): Promise<void> {
  if (victim === "server") {
    await world.server.kill("SIGKILL");
    world.server = await startServer({
      dataDir: join(world.folder, "server"),
      port: world.server.port,
      args: ["--no-agent"],
    });
  } else if (victim === "agent") {
    await world.agent.kill("SIGKILL");
    world.agent = await newAgent(world, "here", ["--queues", "now"]);
  } else {
    for (const { uuid } of subjects) {
      const pid = victim === "supervisor" ? await supervisorOf(world, uuid) : await scriptOf(world, uuid);
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It had ended by itself a moment before.
      }
    }
  }
}

async function supervisorOf(world: World, uuid: string): Promise<number> {
  return await waitFor("the supervisor to write who it is", () => {
    const file = join(scratch(world, uuid), "supervisor");
    const line = existsSync(file) ? readFileSync(file, "utf8").split("\n")[1] : undefined;
    return line === undefined || line === "" ? null : Number.parseInt(line, 10);
  });
}

async function scriptOf(world: World, uuid: string): Promise<number> {
  return await waitFor("the script to write who it is", () => {
    const row = readFileSync(world.ledger.path, "utf8")
      .split("\n")
      .find((each) => each.startsWith(uuid));
    return row === undefined ? null : Number(row.split(" ")[2]);
  });
}

async function newAgent(
  world: Pick<World, "folder" | "server">,
  name: string,
  args: readonly string[],
): Promise<AgentProcess> {
  const dataDir = join(world.folder, name === "here" ? "agent" : name);
  const agent = await startAgent({ server: world.server.url, dataDir, name, slots: 6, args });
  agents.push(agent);
  return agent;
}

/** What must be true afterwards; the answer is what the table shows. */
async function judge(world: World, victim: Victim, subject: Subject): Promise<string> {
  const { uuid, status } = subject;
  const where = `${victim} killed while ${status}: ${uuid}`;
  const { status: end } = await untilFinal(world.server, uuid);
  const numbers = await storedNumbers(world.server, uuid);
  const attempts = world.ledger.attempts().get(uuid) ?? [];
  expect(attempts.length, `${where}: began`).toBeLessThanOrEqual(1);
  expect(numbers, `${where}: stored lines`).toEqual(upTo(numbers.length));
  expect(numbers.length, `${where}: lines kept`).toBeGreaterThanOrEqual(subject.linesBefore);
  const survives = victim === "server" || victim === "agent";
  if (status === "stopping") expect(end, where).toBe("stopped");
  else if (survives) {
    expect([where, end, attempts, numbers.length]).toEqual([where, "succeeded", [1], LINES]);
  } else if (status === "before-final") {
    // The process may have ended a moment before the kill: both ends are true then, and no line is missing.
    expect(["succeeded", "failed"], where).toContain(end);
    expect(numbers, where).toEqual(upTo(LINES));
  } else expect(end, where).toBe("failed");
  const reason = (await conditionsOf(world.server, uuid)).at(-1)?.reason ?? "";
  return `${end}${end === "failed" ? ` (${reason})` : ""}, ${numbers.length} lines`;
}

it(`whoever is killed, at whatever status: nothing is lost, doubled or stuck (I3, I4, I5, I10): ${ROUNDS} rounds`, async () => {
  const folder = temporaryFolder("kill-matrix");
  writeScript(folder);
  const ledger = ledgerAt(join(folder, "ledger"));
  const server = await startServer({ dataDir: join(folder, "server"), args: ["--no-agent"] });
  const world: World = {
    folder,
    ledger,
    server,
    agent: await newAgent({ folder, server }, "here", ["--queues", "now"]),
  };
  await createProject(server);

  const table = new Map<string, string>();
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const victim of VICTIMS) {
      const survivable = victim === "server" || victim === "agent";
      // These can wait together for one kill; the other two are moments, and get a kill of their own.
      const groups: readonly (readonly Status[])[] = [
        survivable ? ["compiled", "queued", "running", "stopping"] : ["running", "stopping"],
        ["starting"],
        ["before-final"],
      ];
      for (const group of groups) {
        const subjects = await Promise.all(group.map((status) => begin(world, status)));
        await Promise.all(subjects.map((subject) => reach(world, subject)));
        await strike(world, victim, subjects);
        const later = group.includes("queued") ? await newAgent(world, "later", ["--queues", "later"]) : null;
        for (const { uuid, status } of subjects) {
          if (status === "compiled") await post(runUrl(world.server, uuid, "/approve"));
        }
        for (const subject of subjects) table.set(`${victim}/${subject.status}`, await judge(world, victim, subject));
        await later?.kill("SIGTERM");
      }
      if (!survivable) for (const status of ["compiled", "queued"]) table.set(`${victim}/${status}`, "no process yet");
    }
  }
  process.stdout.write(`kill matrix, last of ${ROUNDS} rounds:\n${drawn(table)}\n`);
  for (const victim of VICTIMS) for (const status of STATUSES) expect(table.get(`${victim}/${status}`)).toBeTruthy();
  expect((await polyaxon(["ops", "ls", "-p", PROJECT], { host: world.server.url })).code).toBe(0);
  await world.agent.kill("SIGTERM");
  await world.server.kill("SIGTERM");
  writeFileSync(join(folder, "done"), "");
}, 900_000);

function drawn(table: ReadonlyMap<string, string>): string {
  const width = Math.max(...[...table.values()].map((cell) => cell.length));
  const line = (head: string, cells: readonly string[]): string =>
    `  ${head.padEnd(13)}${cells.map((cell) => cell.padEnd(width + 2)).join("")}`.trimEnd();
  const rows = STATUSES.map((status) =>
    line(
      status,
      VICTIMS.map((victim) => table.get(`${victim}/${status}`) ?? ""),
    ),
  );
  return [line("", VICTIMS), ...rows].join("\n");
}

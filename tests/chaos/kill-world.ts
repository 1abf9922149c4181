import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createProject, type Server, startServer, submitOperation, temporaryFolder, waitFor } from "../harness.ts";
import { type Ledger, ledgerAt, writeScript } from "../ledger.ts";
import { type OwnPostgres, ownPostgres } from "../own-postgres.ts";
import { type AgentProcess, startAgent } from "../remote-agent.ts";
import type { Chance } from "./chance.ts";

/** Server, agent and database as processes of their own, so that each can die alone. */
export interface World {
  readonly folder: string;
  readonly ledger: Ledger;
  readonly chance: Chance;
  readonly script: ReturnType<typeof writeScript>;
  /** Null: SQLite, in the server's process. */
  readonly postgres: OwnPostgres | null;
  server: Server;
  /** Serves the queue `now`. */
  agent: AgentProcess;
  /** Serves the queue `later`, one run at a time. */
  readonly later: AgentProcess;
  /** Operations that this server process has been given. */
  submitted: number;
}

export const QUEUES = { now: "now", later: "later" } as const;

export async function makeWorld(database: "sqlite" | "postgres", chance: Chance): Promise<World> {
  const folder = temporaryFolder(`kill-matrix-${database}`);
  const postgres = database === "postgres" ? await ownPostgres() : null;
  const server = await serverOf({ folder, postgres });
  await createProject(server);
  const [agent, later] = await Promise.all([
    agentOf({ folder, server }, "now", 8),
    agentOf({ folder, server }, "later", 1),
  ]);
  const ledger = ledgerAt(join(folder, "ledger"));
  return { folder, ledger, chance, script: writeScript(folder), postgres, server, agent, later, submitted: 0 };
}

export async function endWorld({ agent, later, postgres, server }: World): Promise<void> {
  await Promise.all([agent, later, server].map((each) => each.kill("SIGKILL")));
  await postgres?.kill();
}

async function serverOf(
  { folder, postgres }: Pick<World, "folder" | "postgres">,
  more: { readonly port?: number; readonly env?: Record<string, string> } = {},
): Promise<Server> {
  return await startServer({
    dataDir: join(folder, "server"),
    args: ["--no-agent"],
    ...more,
    env: { ...(postgres === null ? {} : { POLYAXON_DATABASE_URL: postgres.url }), ...more.env },
  });
}

async function agentOf(
  { folder, server }: Pick<World, "folder" | "server">,
  queue: keyof typeof QUEUES,
  slots: number,
): Promise<AgentProcess> {
  const dataDir = join(folder, `agent-${queue}`);
  return await startAgent({ server: server.url, dataDir, name: queue, slots, args: ["--queues", queue] });
}

/** Where the agent keeps the first attempt of a run. */
export const scratchOf = ({ folder }: World, uuid: string): string =>
  join(folder, "agent-now", "work", "attempts", `${uuid}-1`);

export async function submitTo(world: World, yaml: string): Promise<string> {
  world.submitted += 1;
  return await submitOperation(world.server, yaml);
}

async function restartServer(world: World, env: Record<string, string> = {}): Promise<void> {
  world.submitted = 0;
  world.server = await serverOf(world, { port: world.server.port, env });
}

export async function killServer(world: World): Promise<void> {
  await world.server.kill("SIGKILL");
  await restartServer(world);
}

export async function killAgent(world: World): Promise<void> {
  await world.agent.kill("SIGKILL");
  world.agent = await agentOf(world, "now", 8);
}

/**
 * SQLite lives in the server's process, so that killing it in the middle of a commit is killing the server there. The next
 * start is armed for the operation after the `subjects`th: `killInCommit` submits it.
 */
export async function armForCommit(world: World, subjects: number): Promise<"before-commit" | "after-commit"> {
  const when = world.chance.below(2) === 0 ? "before-commit" : "after-commit";
  await world.server.kill("SIGTERM");
  await restartServer(world, { POLYAXON_DEBUG_POINT: `submit.${when}:${subjects + 1}` });
  return when;
}

export async function killInCommit(world: World, victim: string): Promise<void> {
  const acknowledged = await submitTo(world, victim).then(
    () => true,
    () => false,
  );
  if (acknowledged) throw new Error("an operation was acknowledged whose commit the server did not survive");
  await world.server.ended;
  await restartServer(world);
}

export async function killPostgres(world: World, postgres: OwnPostgres): Promise<void> {
  await postgres.kill();
  await new Promise((done) => setTimeout(done, world.chance.below(400)));
  await postgres.startAgain();
}

/** A file that scripts wait for. */
export function makeFlag(world: World, name: string): { readonly path: string; raise(): void } {
  const folder = join(world.folder, "flags");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  return { path, raise: () => writeFileSync(path, "") };
}

export async function supervisorOf(world: World, uuid: string): Promise<number> {
  return await waitFor("the supervisor to write who it is", () => {
    const file = join(scratchOf(world, uuid), "supervisor");
    const line = existsSync(file) ? readFileSync(file, "utf8").split("\n")[1] : undefined;
    return line === undefined || line === "" ? null : Number.parseInt(line, 10);
  });
}

export const scriptOf = async (world: World, uuid: string): Promise<number> =>
  await waitFor("the script to write who it is", () => world.ledger.pidOf(uuid));

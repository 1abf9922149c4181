import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DEBUG_POINTS } from "@polyaxon/orchestrator";
import { afterAll, expect, it } from "vitest";
import {
  cleanUp,
  createProject,
  type Server,
  startServer,
  submitOperation,
  temporaryFolder,
  untilFinal,
  waitFor,
} from "../harness.ts";
import { expectEachRanOnce, ledgerAt, writeScript } from "../ledger.ts";
import { type AgentProcess, startAgent } from "../remote-agent.ts";
import { atMostAtOnce } from "./at-most-at-once.ts";

const agents: AgentProcess[] = [];
afterAll(async () => {
  await Promise.all(agents.map((agent) => agent.kill("SIGKILL")));
  cleanUp();
});

const LINES = 15;
/** The others lie in the server. */
const points = Object.keys(DEBUG_POINTS).filter((point) => /^(start|adopt|finish)\./.test(point));

it(`a kill of a remote agent at each of its debug points loses nothing and runs nothing twice (I4, I10): ${points.length} points`, async () => {
  const folder = temporaryFolder("agent-debug-points");
  const script = writeScript(folder);
  const server = await startServer({ dataDir: join(folder, "server"), args: ["--no-agent"] });
  await createProject(server);
  const rows = await atMostAtOnce(4, points, async (point) => await onePoint(server, { point, folder, script }));
  process.stdout.write(`debug points of a remote agent, one kill at each:\n${rows.join("\n")}\n`);
  expect(rows).toHaveLength(points.length);
  await server.kill("SIGTERM");
});

/** Each point has an agent and a queue of its own at the one server. */
async function onePoint(
  server: Server,
  { folder, point, script }: { point: string; folder: string; script: ReturnType<typeof writeScript> },
): Promise<string> {
  const place = join(folder, point);
  mkdirSync(place);
  const ledger = ledgerAt(join(place, "ledger"));
  const flag = join(place, "go");
  const queue = point.replaceAll(/\W/g, "-");
  const start = async (env: Record<string, string> = {}): Promise<AgentProcess> => {
    const far = { server: server.url, dataDir: join(place, "agent"), name: queue, slots: 2 };
    const agent = await startAgent({ ...far, args: ["--queues", queue], env });
    agents.push(agent);
    return agent;
  };
  const armed = { POLYAXON_DEBUG_POINT: point };
  const adopts = point.startsWith("adopt.");
  const command = script({ ledger, lines: LINES, ms: 10, ...(adopts ? { flag } : {}) });
  const yaml = `version: 1.1
kind: operation
queue: ${queue}
component: {run: {kind: job, container: {command: ${command}}}}
`;
  const first = await start(adopts ? {} : armed);
  const uuids = [await submitOperation(server, yaml), await submitOperation(server, yaml)];
  if (adopts) {
    await waitFor("both to begin", () => ledger.started() === 2);
    await first.kill("SIGKILL");
    // It may die before it says that it works.
    const second = await start(armed).catch(() => null);
    await second?.ended;
  }
  const died = await Promise.race([
    first.ended.then(() => Date.now()),
    new Promise<null>((done) => setTimeout(done, 300_000, null)),
  ]);
  expect([point, died]).toEqual([point, expect.any(Number)]);
  writeFileSync(flag, "");
  const last = await start();
  for (const uuid of uuids) expect([point, (await untilFinal(server, uuid)).status]).toEqual([point, "succeeded"]);
  await expectEachRanOnce(ledger, server, { uuids, lines: LINES });
  await last.kill("SIGTERM");
  return `  ${point.padEnd(22)} ended ${Date.now() - Number(died)} ms after the kill`;
}

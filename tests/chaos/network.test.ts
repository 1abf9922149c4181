import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it, type TestContext } from "vitest";
import {
  cleanUp,
  createProject,
  PROJECT,
  startServer,
  submitOperation,
  temporaryFolder,
  untilFinal,
  waitFor,
} from "../harness.ts";
import { expectEachRanOnce, ledgerAt, statusOf, writeScript } from "../ledger.ts";
import { startAgent } from "../remote-agent.ts";
import { type Link, makeLink, serverIn, whyNoNamespaces } from "./namespaces.ts";
import { slowRelay } from "./slow-relay.ts";

/*
 * What lies between a server and its agent fails in every way a network has: nothing gets through, only one direction
 * does, everything is late and connections break. The proof is the same as everywhere: a ledger that the scripts write
 * outside of both data folders (nothing runs twice) and the numbers they print (no line is lost or repeated).
 *
 * Lateness is made by a relay: the kernels of many containers have no `netem`.
 */

afterAll(cleanUp);

const LINES = 120;
const MS = 100;

const job = (command: string): string => `
version: 1.1
kind: component
run: {kind: job, container: {command: ${command}}}
`;

const unable = whyNoNamespaces();
if (unable !== null) process.stdout.write(`network: namespaces are not tested here: ${unable}\n`);

// Each waits most of the time.
describe.concurrent("between server and agent", () => {
  it.skipIf(unable !== null).each([
    ["is cut", (net: Link) => net.cut()],
    ["carries nothing to the agent", (net: Link) => net.deafen("agent")],
    ["carries nothing to the server", (net: Link) => net.deafen("server")],
  ])(
    "a link of two network namespaces %s for a while: no double execution, no lost log line (I3, I4)",
    async (_, cut) => {
      const cleaners: (() => unknown)[] = [];
      const onEnd = (clean: () => unknown): unknown => cleaners.push(clean);
      try {
        await acrossALink(cut, onEnd);
      } finally {
        for (const clean of cleaners.toReversed()) await clean();
      }
    },
  );

  it("a slow line whose connections break again and again: no double execution, no lost log line", slowLine);
});

async function acrossALink(cut: (net: Link) => () => void, onEnd: (clean: () => unknown) => unknown): Promise<void> {
  const net = makeLink();
  onEnd(() => net.remove());
  const folder = temporaryFolder("network");
  const ledger = ledgerAt(join(folder, "ledger"));
  const command = writeScript(folder)({ ledger, lines: LINES, ms: MS });
  const server = await serverIn(net, join(folder, "server"), onEnd);
  await server.cli(["project", "create", "--name", PROJECT]);
  const made = await server.cli(["admin", "agent-token", "create", "--name", "far", "-o", "json"]);
  const { token } = JSON.parse(made) as { token: string };
  const agent = await startAgent({
    server: `http://${net.serverAddress}:8000`,
    dataDir: join(folder, "agent"),
    name: "far",
    slots: 4,
    token,
    prefix: ["ip", "netns", "exec", net.agentSpace],
  });
  onEnd(() => agent.kill("SIGKILL"));

  writeFileSync(join(folder, "job.yaml"), job(command));
  const run = async (): Promise<string> => {
    const said = await server.cli(["run", "-f", join(folder, "job.yaml"), "-p", PROJECT, "-o", "json"], folder);
    return /"uuid":\s*"([0-9a-f]{32})"/.exec(said)?.[1] ?? `no uuid in ${said}`;
  };
  const uuids = [await run(), await run()] as const;
  await waitFor("both to start", () => ledger.started() === 2);
  const mend = cut(net);
  // Claimed or not while the link is down, it must run once.
  const third = await run();
  await waitFor("the server to miss the agent", async () => (await statusOf(server, uuids[0])) === "unknown");
  mend();
  for (const uuid of [...uuids, third])
    await waitFor(`${uuid} to succeed`, async () => (await statusOf(server, uuid)) === "succeeded", 300_000);
  await expectEachRanOnce(ledger, server, { uuids: [...uuids, third], lines: LINES });
}

async function slowLine({ onTestFinished }: TestContext): Promise<void> {
  const folder = temporaryFolder("slow-line");
  const ledger = ledgerAt(join(folder, "ledger"));
  const command = writeScript(folder)({ ledger, lines: LINES, ms: MS });
  const server = await startServer({ dataDir: join(folder, "server"), args: ["--no-agent"] });
  await createProject(server);
  const relay = await slowRelay(server.port, { delayMs: 150, breakEveryMs: 700 });
  onTestFinished(() => relay.close());
  const agent = await startAgent({
    server: `http://127.0.0.1:${relay.port}`,
    dataDir: join(folder, "agent"),
    name: "far",
    slots: 4,
  });
  onTestFinished(async () => void (await agent.kill("SIGKILL")));
  const uuids = [];
  for (let i = 0; i < 3; i++) uuids.push(await submitOperation(server, job(command)));
  for (const uuid of uuids) expect(await untilFinal(server, uuid)).toMatchObject({ status: "succeeded" });
  await expectEachRanOnce(ledger, server, { uuids, lines: LINES });
  process.stdout.write(`network: ${relay.broken()} connections were broken on the way\n`);
  expect(relay.broken()).toBeGreaterThan(5);
}

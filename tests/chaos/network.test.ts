import { execFile, execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server as TcpServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import {
  CLI,
  cleanUp,
  createProject,
  freePort,
  logText,
  startServer,
  submit,
  temporaryFolder,
  untilFinal,
  waitFor,
} from "../harness.ts";
import { type AgentProcess, startAgent } from "../remote-agent.ts";

/*
 * What lies between a server and its agent fails in every way a network has: nothing gets through, only one direction
 * does, everything is late and connections break. The proof is the same as everywhere: a ledger that the scripts write
 * outside of both data folders (nothing runs twice) and the numbers they print (no line is lost or repeated).
 */

const LINES = 120;

const script = `
import { appendFileSync } from "node:fs";
const uuid = process.env.POLYAXON_RUN_INSTANCE.split(".").at(-1);
appendFileSync(process.argv[2], uuid + " " + process.env.POLYAXON_RUN_ATTEMPT + "\\n");
for (let i = 1; i <= ${LINES}; i += 1) {
  console.log(i);
  await new Promise((done) => setTimeout(done, 100));
}
`;
const printed = Array.from({ length: LINES }, (_, i) => `${i + 1}\n`).join("");

const job = (ledger: string): string => `
version: 1.1
kind: component
run:
  kind: job
  container:
    command: [node, script.mjs, ${JSON.stringify(ledger)}]
`;

const rowsOf = (ledger: string): readonly string[] =>
  readFileSync(ledger, "utf8")
    .split("\n")
    .filter((row) => row !== "");

const agents: AgentProcess[] = [];
const cleaners: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(agents.splice(0).map((agent) => agent.kill("SIGKILL")));
  for (const clean of cleaners.splice(0).toReversed()) await clean();
});
afterAll(cleanUp);

const unable = whyNoNamespaces();
if (unable !== null) process.stdout.write(`network: namespaces are not tested here: ${unable}\n`);

describe.skipIf(unable !== null)("a link between two network namespaces", () => {
  it.each([
    ["is cut", (net: Link) => net.cut()],
    ["carries nothing to the agent", (net: Link) => net.deafen("agent")],
    ["carries nothing to the server", (net: Link) => net.deafen("server")],
  ])(
    "%s for a while: no double execution, no lost log line (I3, I4)",
    async (_, cut) => {
      const net = makeLink();
      cleaners.push(() => net.remove());
      const folder = temporaryFolder("network");
      writeFileSync(join(folder, "script.mjs"), script);
      const ledger = join(folder, "ledger");
      writeFileSync(ledger, "");
      const server = await serverIn(net, join(folder, "server"));
      await server.cli(["project", "create", "--name", "net"]);
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
      agents.push(agent);

      writeFileSync(join(folder, "job.yaml"), job(ledger));
      const run = async (): Promise<string> => {
        const said = await server.cli(["run", "-f", join(folder, "job.yaml"), "-p", "net", "-o", "json"], folder);
        return /"uuid":\s*"([0-9a-f]{32})"/.exec(said)?.[1] ?? `no uuid in ${said}`;
      };
      const uuids = [await run(), await run()];
      await waitFor("both to start", () => rowsOf(ledger).length === 2);
      const mend = cut(net);
      // Claimed or not while the link is down, it must run once.
      uuids.push(await run());
      await waitFor("the server to miss the agent", async () => (await server.statusOf(uuids[0])) === "unknown");
      mend();
      for (const uuid of uuids)
        await waitFor(`${uuid} to succeed`, async () => (await server.statusOf(uuid)) === "succeeded", 120_000);
      expect([...rowsOf(ledger)].sort()).toEqual(uuids.map((uuid) => `${uuid} 1`).sort());
      for (const uuid of uuids)
        expect(await server.cli(["ops", "logs", "-uid", uuid, "-p", "net", "--no-follow"])).toBe(printed);
    },
    240_000,
  );
});

it("a slow line whose connections break again and again: no double execution, no lost log line", async () => {
  const folder = temporaryFolder("slow-line");
  writeFileSync(join(folder, "script.mjs"), script);
  const ledger = join(folder, "ledger");
  writeFileSync(ledger, "");
  const server = await startServer({ dataDir: join(folder, "server"), args: ["--no-agent"] });
  await createProject(server);
  const relay = await slowRelay(server.port, { delayMs: 150, breakEveryMs: 700 });
  cleaners.push(() => relay.close());
  agents.push(
    await startAgent({
      server: `http://127.0.0.1:${relay.port}`,
      dataDir: join(folder, "agent"),
      name: "far",
      slots: 4,
    }),
  );
  const uuids = [];
  for (let i = 0; i < 3; i++) uuids.push(await submit(server, { folder, yaml: job(ledger) }));
  for (const uuid of uuids) expect(await untilFinal(server, uuid)).toMatchObject({ status: "succeeded" });
  expect([...rowsOf(ledger)].sort()).toEqual(uuids.map((uuid) => `${uuid} 1`).sort());
  for (const uuid of uuids) expect(await logText(server, uuid)).toBe(printed);
  process.stdout.write(`network: ${relay.broken()} connections were broken on the way\n`);
  expect(relay.broken()).toBeGreaterThan(5);
}, 240_000);

interface Link {
  readonly serverSpace: string;
  readonly agentSpace: string;
  readonly serverAddress: string;
  /** Nothing passes. Answers how to mend it. */
  cut(): () => void;
  /** What is sent to one side is lost on the way; what it sends arrives. */
  deafen(side: "agent" | "server"): () => void;
  remove(): void;
}

/** Two namespaces with one wire between them; its addresses exist nowhere else. */
function makeLink(): Link {
  const id = `${process.pid % 10_000}${Math.floor(performance.now()) % 1_000}`;
  const serverSpace = `plx-s-${id}`;
  const agentSpace = `plx-a-${id}`;
  const device = "wire0";
  const serverAddress = "10.213.77.1";
  const agentAddress = "10.213.77.2";
  const inside = (space: string, ...args: readonly string[]): void => ip("-n", space, ...args);
  const remove = (): void => {
    for (const space of [serverSpace, agentSpace]) {
      try {
        ip("netns", "del", space);
      } catch {
        // It was never made.
      }
    }
  };
  try {
    ip("netns", "add", serverSpace);
    ip("netns", "add", agentSpace);
    ip("link", "add", device, "netns", serverSpace, "type", "veth", "peer", "name", device, "netns", agentSpace);
    for (const [space, address] of [
      [serverSpace, serverAddress],
      [agentSpace, agentAddress],
    ] as const) {
      inside(space, "addr", "add", `${address}/30`, "dev", device);
      inside(space, "link", "set", "lo", "up");
      inside(space, "link", "set", device, "up");
    }
  } catch (error) {
    remove();
    throw error;
  }
  return {
    serverSpace,
    agentSpace,
    serverAddress,
    cut() {
      inside(agentSpace, "link", "set", device, "down");
      return () => inside(agentSpace, "link", "set", device, "up");
    },
    deafen(side) {
      // The sender believes in a hardware address that nobody has.
      const [sender, deaf] = side === "agent" ? [serverSpace, agentAddress] : [agentSpace, serverAddress];
      inside(sender, "neigh", "replace", deaf, "lladdr", "02:00:00:00:00:99", "nud", "permanent", "dev", device);
      return () => inside(sender, "neigh", "del", deaf, "dev", device);
    },
    remove,
  };
}

function ip(...args: readonly string[]): void {
  execFileSync("ip", args, { stdio: "pipe" });
}

function whyNoNamespaces(): string | null {
  if (process.platform !== "linux") return "they exist on Linux only";
  if (process.getuid?.() !== 0) return "making them needs root";
  const probe = `plx-probe-${process.pid}`;
  try {
    ip("netns", "add", probe);
    ip("-n", probe, "link", "add", "wire0", "type", "veth", "peer", "name", "wire1");
    return null;
  } catch (error) {
    return `iproute2 could not make one: ${error instanceof Error ? error.message.trim() : String(error)}`;
  } finally {
    try {
      ip("netns", "del", probe);
    } catch {
      // It was never made.
    }
  }
}

/** A server inside a namespace, and its own command line beside it. */
async function serverIn(net: Link, dataDir: string) {
  const home = temporaryFolder("network-home");
  const { PATH = "", TZ = "UTC" } = process.env;
  const env = { PATH, TZ, HOME: home, LANG: "C.UTF-8", NO_COLOR: "1", POLYAXON_HOST: "http://127.0.0.1:8000" };
  const within = ["netns", "exec", net.serverSpace, process.execPath];
  const child = spawn(
    "ip",
    [...within, CLI, "server", "--host", "0.0.0.0", "--data-dir", dataDir, "--no-agent", "--agent-silence", "4"],
    { env, stdio: ["ignore", "pipe", "pipe"], cwd: tmpdir() },
  );
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise((done) => child.on("close", done));
  cleaners.push(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  await waitFor("the server to be ready", () => {
    if (child.exitCode !== null) throw new Error(`the server ended:\n${output}`);
    return output.includes("is ready at");
  });
  const cli = async (args: readonly string[], cwd = tmpdir()): Promise<string> => {
    const { stdout } = await promisify(execFile)("ip", [...within, CLI, ...args], {
      env,
      cwd,
      maxBuffer: 64 * 1024 ** 2,
    });
    return stdout;
  };
  return {
    cli,
    statusOf: async (uuid: string | undefined): Promise<string> => {
      const said = await cli(["ops", "get", "-uid", String(uuid), "-p", "net", "-o", "json"]);
      return (JSON.parse(said) as { status: string }).status;
    },
  };
}

/** Passes bytes on, late, and breaks every connection after a while. */
async function slowRelay(
  target: number,
  { breakEveryMs, delayMs }: { readonly delayMs: number; readonly breakEveryMs: number },
): Promise<{ readonly port: number; broken(): number; close(): Promise<void> }> {
  const port = await freePort();
  const open = new Set<Socket>();
  let broken = 0;
  const passOn = (from: Socket, to: Socket): void => {
    from.on("data", (bytes) => setTimeout(() => to.writable && to.write(bytes), delayMs));
    from.on("close", () => setTimeout(() => to.destroy(), delayMs));
    from.on("error", () => to.destroy());
  };
  const relay: TcpServer = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    open.add(near).add(far);
    passOn(near, far);
    passOn(far, near);
    const timer = setTimeout(
      () => {
        broken += 1;
        near.resetAndDestroy();
        far.resetAndDestroy();
      },
      breakEveryMs * 4 * Math.random() + breakEveryMs,
    );
    near.on("close", () => clearTimeout(timer));
  });
  await new Promise<void>((done) => void relay.listen(port, "127.0.0.1", done));
  return {
    port,
    broken: () => broken,
    close: () =>
      new Promise((done) => {
        relay.close(() => done());
        for (const socket of open) socket.destroy();
      }),
  };
}

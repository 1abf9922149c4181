import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "@polyaxon/store/free-port-for-tests";
import { CLI, temporaryFolder, waitFor } from "../harness.ts";

export interface Link {
  readonly serverSpace: string;
  readonly agentSpace: string;
  readonly serverAddress: string;
  /** Nothing passes. Answers how to mend it. */
  cut(): () => void;
  /** What is sent to one side is lost on the way; what it sends arrives. */
  deafen(side: "agent" | "server"): () => void;
  remove(): void;
}

let made = 0;

/** Two namespaces with one wire between them; its addresses exist nowhere else. */
export function makeLink(): Link {
  const id = `${process.pid % 10_000}${(made += 1)}`;
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

export function whyNoNamespaces(): string | null {
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

/** Listens at a unix socket, which every namespace has, and passes on to the server in its own. */
const DOOR = `
const { connect, createServer } = require("node:net");
createServer((near) => {
  const far = connect(8000, "127.0.0.1");
  near.pipe(far).pipe(near);
  near.on("error", () => far.destroy());
  far.on("error", () => near.destroy());
}).listen(process.argv[1]);`;

/** A server inside a namespace, its own command line beside it, and a door through which a test may look at it. */
export async function serverIn(
  net: Link,
  dataDir: string,
  onEnd: (clean: () => unknown) => void,
): Promise<{ readonly url: string; cli(args: readonly string[], cwd?: string): Promise<string> }> {
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
  onEnd(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const path = join(home, "door");
  const door = spawn("ip", [...within, "-e", DOOR, path], { env, stdio: "ignore" });
  const port = await freePort();
  const outside = createServer((near) => {
    const far = connect(path);
    near.pipe(far).pipe(near);
    near.on("error", () => far.destroy());
    far.on("error", () => near.destroy());
  }).listen(port, "127.0.0.1");
  onEnd(() => {
    door.kill("SIGKILL");
    outside.close();
  });
  await waitFor("the server to be ready", () => {
    if (child.exitCode !== null) throw new Error(`the server ended:\n${output}`);
    return output.includes("is ready at") && existsSync(path);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async cli(args, cwd = tmpdir()) {
      return (await promisify(execFile)("ip", [...within, CLI, ...args], { env, cwd })).stdout;
    },
  };
}

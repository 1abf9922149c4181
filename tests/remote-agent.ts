import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { CLI, temporaryFolder, waitFor } from "./harness.ts";

export interface AgentProcess {
  readonly pid: number;
  readonly output: () => string;
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<number | null>;
  /** Sends the signal and waits for the end of the process. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts `polyaxon agent` and waits until it works for the server. `prefix`: what runs it, such as `ip netns exec x`. */
export async function startAgent(options: {
  readonly server: string;
  readonly dataDir: string;
  readonly name: string;
  readonly slots?: number;
  readonly token?: string;
  readonly args?: readonly string[];
  readonly prefix?: readonly string[];
  readonly env?: Record<string, string>;
}): Promise<AgentProcess> {
  const { PATH = "", TZ = "UTC" } = process.env;
  const [program = "", ...args] = [
    ...(options.prefix ?? []),
    process.execPath,
    CLI,
    "agent",
    "--server",
    options.server,
    "--data-dir",
    options.dataDir,
    "--name",
    options.name,
    "--slots",
    String(options.slots ?? 2),
    ...(options.args ?? []),
  ];
  const child = spawn(program, args, {
    env: {
      PATH,
      TZ,
      HOME: temporaryFolder("agent-home"),
      LANG: "C.UTF-8",
      NO_COLOR: "1",
      ...(options.token === undefined ? {} : { POLYAXON_AGENT_TOKEN: options.token }),
      ...options.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
    cwd: tmpdir(),
  });
  let output = "";
  let exit: number | null | undefined;
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<number | null>((done) =>
    child.on("close", (code) => {
      exit = code;
      done(code);
    }),
  );
  await waitFor("the agent to work for the server", () => {
    if (exit !== undefined) throw new Error(`the agent ended with ${exit}:\n${output}`);
    return output.includes(" works for ");
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    async kill(signal) {
      child.kill(signal);
      return await ended;
    },
  };
}

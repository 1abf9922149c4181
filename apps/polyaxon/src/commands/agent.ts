import { hostname } from "node:os";
import { resolve } from "node:path";
import { Option } from "commander";
import { agentBannerLines } from "../views/agent-banner.ts";
import { type Cli, examples, type Register } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { type HostOptions, hostSettings, withHostOptions } from "./host-options.ts";
import { wholeNumber } from "./list-options.ts";
import { defaultAgentFolder, resolveConnection, settingsFile } from "./settings.ts";
import { readSettings } from "./settings-file.ts";
import { splitTags } from "./split-tags.ts";

interface Options extends HostOptions {
  readonly server?: string;
  readonly token?: string;
  readonly name?: string;
  readonly slots?: number;
  readonly queues?: string;
  readonly dataDir?: string;
  readonly executor: "process" | "null";
  readonly logLevel: string;
}

export const agentCommand: Register = (parent, cli) => {
  withHostOptions(parent.command("agent"))
    .description("run jobs on this machine for a server on another one")
    .option("--server <url>", "the server's address; default: POLYAXON_HOST, else the one of `config set`")
    .option(
      "--token <token>",
      "this agent's token (POLYAXON_AGENT_TOKEN), or yours: then the server makes one for it, which is kept",
    )
    .option("--name <name>", "its name, one for each agent (POLYAXON_AGENT_NAME); default: this machine's name")
    .option("--slots <n>", "most runs at once; default: as many as there are processors", wholeNumber)
    .option("--queues <a,b>", "queues it serves; default: all")
    .option("--data-dir <folder>", "where its work lies; default: POLYAXON_AGENT_DATA_DIR, else your data home")
    .addOption(
      new Option("--executor <kind>", "how runs are executed; null ends each at once, for measurements")
        .choices(["process", "null"])
        .default("process"),
    )
    .addOption(
      new Option("--log-level <level>", "how much to say").choices(["debug", "info", "warn", "error"]).default("warn"),
    )
    .addHelpText(
      "after",
      `${examples(
        "polyaxon admin agent-token create --name gpu-box # on the server's machine",
        "export POLYAXON_AGENT_TOKEN=plxg_...",
        "polyaxon agent --server https://plx.example.org --name gpu-box",
        "polyaxon agent --server http://10.0.0.5:8000 --token YOUR-TOKEN --slots 4",
      )}\n\nStopping or killing an agent leaves its jobs running; started again, it takes\nthem up.`,
    )
    .action(async (options: Options) => runAgent(cli, options));
};

async function runAgent({ context }: Cli, options: Options): Promise<void> {
  const { env } = context;
  const connection = resolveConnection(
    options.server === undefined ? env : { ...env, POLYAXON_HOST: options.server },
    readSettings(settingsFile(env)),
  );
  const name = options.name ?? env["POLYAXON_AGENT_NAME"] ?? machineName();
  const dataDir = resolve(context.cwd, options.dataDir ?? defaultAgentFolder(env));
  const ending = new AbortController();
  const remove = context.onInterrupt(() => {
    remove();
    ending.abort();
  });
  const { startRemoteAgent } = await import("../server/start-remote-agent.ts");
  const agent = await startRemoteAgent(
    {
      server: connection.host,
      token: options.token ?? env["POLYAXON_AGENT_TOKEN"] ?? connection.token,
      name,
      dataDir,
      queues: options.queues === undefined ? [] : splitTags(options.queues),
      logLevel: options.logLevel,
      executor: options.executor,
      debugPoint: env["POLYAXON_DEBUG_POINT"] ?? null,
      resources: hostSettings(options, env),
      ...(options.slots === undefined ? {} : { slots: options.slots }),
    },
    (why) => context.err.write(`waiting for the server: ${why}\n`),
    ending.signal,
  ).catch((error: unknown) => {
    throw explained(error);
  });
  if (agent === null) return;
  context.out.write(
    `${agentBannerLines({ ...agent, url: connection.host, dataDir }, context.out.colors).join("\n")}\n`,
  );
  const ended = new Promise<null>((done) => {
    if (ending.signal.aborted) done(null);
    ending.signal.addEventListener("abort", () => done(null));
  });
  const refusal = await Promise.race([ended, agent.refused]);
  context.out.write("\nstopping; jobs that run go on and are taken up again at the next start\n");
  await agent.close();
  if (refusal !== null) throw explained(refusal);
}

/** Refusals say all there is to say: why, and what to do. */
function explained(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === "AgentRefused") {
    const address = "code" in error && error.code === "address";
    const [message = "", ...hints] = error.message.split("\n");
    return new CliError(address ? "usage" : "refused", message, hints);
  }
  if (error.name === "ServerProblem" || error.name === "DataFolderError") return new CliError("failed", error.message);
  return error;
}

/** Names of machines may hold what names of agents may not. */
const machineName = (): string =>
  hostname()
    .replaceAll(/[^-\w.]/g, "-")
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/gi, "")
    .slice(0, 63) || "agent";

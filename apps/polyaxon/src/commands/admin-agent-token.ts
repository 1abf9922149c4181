import { CliError } from "./cli-error.ts";
import { examples, type Register } from "./cli.ts";
import type { CliContext } from "./cli-context.ts";
import { counted } from "./counted.ts";
import { type OutputOptions, printJson, wantsJson, withOutputOptions } from "./print-json.ts";
import { serverAddress } from "./server-address.ts";

interface Options extends OutputOptions {
  readonly name?: string;
}

/** Tokens with which agents on other machines are known to the server. */
export const adminAgentTokenCommands: Register = (parent, { context }) => {
  const group = parent.command("agent-token").description("tokens for agents on other machines");

  withOutputOptions(group.command("create"))
    .description("make a token for an agent; it is shown this once")
    .option("--name <name>", "the agent's name: letters, digits, '-', '.' and '_'")
    .addHelpText("after", examples("polyaxon admin agent-token create --name gpu-box"))
    .action(async (options: Options) => {
      const made = await context.connect().agents.createToken(nameIn(options));
      if (wantsJson(options)) return printJson(context.out, made);
      const { bold, dim } = context.out.colors;
      context.out.write(`${bold(made.token)}\n`);
      context.err.write(
        `${dim("on the other machine:")} POLYAXON_AGENT_TOKEN=... polyaxon agent --server ${addressForOthers(context)}\n`,
      );
    });

  withOutputOptions(group.command("revoke"))
    .description("take an agent's tokens back; its jobs go on, but it can no longer report them")
    .option("--name <name>", "the agent's name")
    .addHelpText("after", examples("polyaxon admin agent-token revoke --name gpu-box"))
    .action(async (options: Options) => {
      const name = nameIn(options);
      const { revoked } = await context.connect().agents.revokeTokens(name);
      if (wantsJson(options)) return printJson(context.out, { name, revoked });
      if (revoked === 0) throw new CliError("notFound", `no agent "${name}" has a token`, ["polyaxon admin agents"]);
      context.out.write(`revoked ${counted(revoked, "token")} of ${name}\n`);
    });
};

/** Loopback leads another machine to itself. */
function addressForOthers(context: CliContext): string {
  const named = context.env["POLYAXON_PUBLIC_URL"];
  if (named) return serverAddress(named, "POLYAXON_PUBLIC_URL");
  const { host } = context.connect();
  const { hostname, port, protocol } = new URL(host);
  const isHere = hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
  return isHere ? `${protocol}//HOST${port === "" ? "" : `:${port}`}` : host;
}

function nameIn({ name }: Options): string {
  if (name === undefined) throw new CliError("usage", "which agent? --name NAME");
  return name;
}

import { adminAgentTokenCommands } from "./admin-agent-token.ts";
import { adminAgentsCommand } from "./admin-agents.ts";
import type { Register } from "./cli.ts";

export const adminCommands: Register = (parent, cli) => {
  const group = parent.command("admin").description("look after a server: its agents");
  adminAgentsCommand(group, cli);
  adminAgentTokenCommands(group, cli);
};

import type { Register } from "./cli.ts";
import { opsArtifactsCommand } from "./ops-artifacts.ts";
import { opsDeleteCommand } from "./ops-delete.ts";
import { opsGetCommand } from "./ops-get.ts";
import { opsLeaderboardCommand } from "./ops-leaderboard.ts";
import { opsLogsCommand } from "./ops-logs.ts";
import { opsLsCommand } from "./ops-ls.ts";
import { opsStatusesCommand } from "./ops-statuses.ts";
import { opsStopCommand } from "./ops-stop.ts";

export const opsCommands: Register = (parent, cli) => {
  const group = parent.command("ops").description("look at runs, follow them, compare them, stop them");
  opsLsCommand(group, cli);
  opsGetCommand(group, cli);
  opsLogsCommand(group, cli);
  opsStatusesCommand(group, cli);
  opsLeaderboardCommand(group, cli);
  opsArtifactsCommand(group, cli);
  opsStopCommand(group, cli);
  opsDeleteCommand(group, cli);
};

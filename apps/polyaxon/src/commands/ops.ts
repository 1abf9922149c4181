import type { Register } from "./cli.ts";
import { opsArtifactsCommand } from "./ops-artifacts.ts";
import { opsActionCommands } from "./ops-actions.ts";
import { opsCloneCommands } from "./ops-clone.ts";
import { opsGetCommand } from "./ops-get.ts";
import { opsLeaderboardCommand } from "./ops-leaderboard.ts";
import { opsLogsCommand } from "./ops-logs.ts";
import { opsLsCommand } from "./ops-ls.ts";
import { opsStatusesCommand } from "./ops-statuses.ts";
import { opsTransferCommand } from "./ops-transfer.ts";
import { opsUpdateCommand } from "./ops-update.ts";
import { opsUploadCommand } from "./ops-upload.ts";

export const opsCommands: Register = (parent, cli) => {
  const group = parent.command("ops").description("look at runs, follow them, compare them, run them again, stop them");
  opsLsCommand(group, cli);
  opsGetCommand(group, cli);
  opsLogsCommand(group, cli);
  opsStatusesCommand(group, cli);
  opsLeaderboardCommand(group, cli);
  opsArtifactsCommand(group, cli);
  opsUploadCommand(group, cli);
  opsCloneCommands(group, cli);
  opsUpdateCommand(group, cli);
  opsTransferCommand(group, cli);
  opsActionCommands(group, cli);
};

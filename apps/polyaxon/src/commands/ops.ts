import { examples, type Register } from "./cli.ts";
import { opsDashboardCommand } from "./dashboard.ts";
import { opsArtifactsCommand } from "./ops-artifacts.ts";
import { withGroupOptions } from "./group-options.ts";
import { RUN_WORDS } from "./locate-run.ts";
import { opsActionCommands } from "./ops-actions.ts";
import { opsCloneCommands } from "./ops-clone.ts";
import { opsGetCommand } from "./ops-get.ts";
import { opsLeaderboardCommand } from "./ops-leaderboard.ts";
import { opsLogsCommand } from "./ops-logs.ts";
import { opsLsCommand } from "./ops-ls.ts";
import { opsPullCommand } from "./ops-pull.ts";
import { opsPushCommand } from "./ops-push.ts";
import { opsStatusesCommand } from "./ops-statuses.ts";
import { opsTransferCommand } from "./ops-transfer.ts";
import { opsUpdateCommand } from "./ops-update.ts";
import { opsUploadCommand } from "./ops-upload.ts";

export const opsCommands: Register = (parent, cli) => {
  const group = withGroupOptions(parent.command("ops"), RUN_WORDS)
    .description("look at runs, follow them, compare them, run them again, stop them")
    .option("-p, --project <name>", "the project of the command that follows")
    .option("--uid <uuid>", "the run of the command that follows (also -uid)")
    .addHelpText(
      "after",
      examples(
        "polyaxon ops ls -q status:failed        # of this folder's project",
        "polyaxon ops get                        # after init: the run submitted last",
        "polyaxon ops logs -uid UUID             # its first characters are enough",
        "polyaxon ops leaderboard -uid SWEEP     # the best runs of a sweep",
        "polyaxon ops restart -uid UUID -P lr=1  # once more, with another param",
        "polyaxon ops stop UUID UUID             # several at once",
        "polyaxon ops -uid UUID logs             # the same, said before the command",
      ),
    );
  opsLsCommand(group, cli);
  opsGetCommand(group, cli);
  opsDashboardCommand(group, cli);
  opsLogsCommand(group, cli);
  opsStatusesCommand(group, cli);
  opsLeaderboardCommand(group, cli);
  opsArtifactsCommand(group, cli);
  opsUploadCommand(group, cli);
  opsPullCommand(group, cli);
  opsPushCommand(group, cli);
  opsCloneCommands(group, cli);
  opsUpdateCommand(group, cli);
  opsTransferCommand(group, cli);
  opsActionCommands(group, cli);
};

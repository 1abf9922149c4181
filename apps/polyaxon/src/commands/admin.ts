import { adminAgentTokenCommands } from "./admin-agent-token.ts";
import { adminAgentsCommand } from "./admin-agents.ts";
import { adminBackupCommand } from "./admin-backup.ts";
import { adminDoctorCommand } from "./admin-doctor.ts";
import { adminMigrateCommand } from "./admin-migrate.ts";
import { adminRestoreCommand } from "./admin-restore.ts";
import { examples, type Register } from "./cli.ts";

export const adminCommands: Register = (parent, cli) => {
  const group = parent
    .command("admin")
    .description("look after a server: its agents, what is stuck, backups, migrations")
    .addHelpText(
      "after",
      examples(
        "polyaxon admin doctor                           # why does nothing run?",
        "polyaxon admin agents                           # who is here to run things",
        "polyaxon admin agent-token create --name gpu-1  # for another machine",
        "polyaxon admin backup /backups/plx.tar.gz       # while the server works",
      ),
    );
  adminAgentsCommand(group, cli);
  adminAgentTokenCommands(group, cli);
  adminDoctorCommand(group, cli);
  adminBackupCommand(group, cli);
  adminRestoreCommand(group, cli);
  adminMigrateCommand(group, cli);
};

import { adminAgentTokenCommands } from "./admin-agent-token.ts";
import { adminAgentsCommand } from "./admin-agents.ts";
import { adminBackupCommand } from "./admin-backup.ts";
import { adminDoctorCommand } from "./admin-doctor.ts";
import { adminMigrateCommand } from "./admin-migrate.ts";
import { adminRestoreCommand } from "./admin-restore.ts";
import type { Register } from "./cli.ts";

export const adminCommands: Register = (parent, cli) => {
  const group = parent
    .command("admin")
    .description("look after a server: its agents, what is stuck, backups, migrations");
  adminAgentsCommand(group, cli);
  adminAgentTokenCommands(group, cli);
  adminDoctorCommand(group, cli);
  adminBackupCommand(group, cli);
  adminRestoreCommand(group, cli);
  adminMigrateCommand(group, cli);
};

import { type Database, statement } from "../statement.ts";
import type { UnitScope } from "./scope.ts";

/** What servers of one database have in common, so that each accepts the tokens that another issued. */
export interface Installation {
  readonly installationKey: string;
  /** Signs the tokens of runs; base64url. */
  readonly secret: string;
  readonly adminToken: string;
  /** Marks the folder that holds the artifacts of this database's runs. */
  readonly artifactsId: string;
}

const insertInstallation = statement<Installation>((db, p) =>
  db
    .insertInto("installation")
    .values({
      id: 1,
      installation_key: p.installationKey,
      secret: p.secret,
      admin_token: p.adminToken,
      artifacts_id: p.artifactsId,
    })
    .onConflict((conflict) => conflict.column("id").doNothing()),
);
const selectInstallation = statement<object, Installation>((db) =>
  db
    .selectFrom("installation")
    .select([
      "installation_key as installationKey",
      "secret",
      "admin_token as adminToken",
      "artifacts_id as artifactsId",
    ])
    .where("id", "=", 1),
);

/** Null before a server used the database. */
export async function storedInstallation(database: Database): Promise<Installation | null> {
  const [row] = await selectInstallation(database, {});
  return row ?? null;
}

/** The first server's proposal stands for all that come after it. */
export async function shareInstallation(
  scope: UnitScope,
  { proposed }: { proposed: Installation },
): Promise<Installation> {
  await insertInstallation(scope, proposed);
  const row = await storedInstallation(scope);
  if (row === null) throw new Error("The installation was not there after its insertion.");
  return row;
}

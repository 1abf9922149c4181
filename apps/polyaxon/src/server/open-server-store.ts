import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { DoctorStore, Logger, Store } from "@polyaxon/orchestrator";
import { lockFolder, openPostgresStore, openSqliteStore, type SqliteStore, StoreError } from "@polyaxon/store";
import { markOf } from "./artifacts-mark.ts";
import { forgetFinishedRestore } from "./backup/restore-journal.ts";
import { type Secrets, secretsIn } from "./backup/secrets.ts";
import { type DataFolder, DataFolderError, readOrCreate } from "./data-folder.ts";

/** Where the truth is, and what its servers have in common. */
export interface ServerStore {
  readonly store: Store & DoctorStore;
  /** `host:port/database`; null when it is in the data folder. */
  readonly database: string | null;
  /** Copies the database, as it is at one moment, into a new file of SQLite. */
  readonly snapshotInto: SqliteStore["snapshotInto"];
  /** What a backup holds besides: what signs tokens, and what this installation is known by. */
  readonly secrets: () => Secrets;
  readonly artifacts: string;
  readonly secret: Uint8Array;
  readonly adminToken: string;
  readonly installationKey: string;
  /** The name of the agent in this process; no other server of the database has it. */
  readonly agentName: string;
  /** Begins the tokens of this server's leases, in this life and the next; null where it is the only server. */
  readonly leaseOwner: string | null;
  /** Resolves, with what to tell a person, should this server have to end: another one has its name. */
  readonly nameLost: Promise<Error>;
  close(): Promise<void>;
}

interface Options {
  readonly folder: DataFolder;
  /** Null: SQLite in the data folder. */
  readonly databaseUrl: string | null;
  /** Null: in the data folder. */
  readonly artifactsDir: string | null;
  readonly logger: Logger;
  readonly holder: Readonly<Record<string, string>>;
  readonly debugPoint: string | null;
  /** Ends the wait for a database that does not answer yet. */
  readonly signal?: AbortSignal;
}

/** Opens the database, and ends what an earlier life of this server left leased in it. */
export async function openServerStore(options: Options): Promise<ServerStore> {
  const artifacts = artifactsFolder(options);
  return options.databaseUrl === null
    ? openEmbedded(options, artifacts)
    : openShared(options, options.databaseUrl, artifacts);
}

async function openEmbedded({ folder, logger, holder, debugPoint }: Options, artifacts: string): Promise<ServerStore> {
  const store = await openSqliteStore({ folder: folder.root, logger, holder, debugPoint });
  // The folder's lock says that no other server lives: whoever held these leases is gone.
  await store.breakAllLeases();
  const { adminToken, installationKey, secret } = folder;
  return {
    store,
    database: null,
    snapshotInto: (file) => store.snapshotInto(file),
    secrets: () => secretsIn(folder.root),
    artifacts,
    secret,
    adminToken,
    installationKey,
    agentName: "local",
    leaseOwner: null,
    nameLost: new Promise(() => {}),
    close: () => store.close(),
  };
}

async function openShared(
  { folder, logger, holder, signal }: Options,
  url: string,
  artifacts: string,
): Promise<ServerStore> {
  // Its agent's scratch, and its leases, are this server's alone.
  const lock = lockFolder(folder.root, { pid: process.pid, started: new Date().toISOString(), details: holder });
  try {
    const name = readOrCreate(join(folder.root, "server-name"), serverName).text;
    const stop = signal === undefined ? {} : { signal };
    let onNameLost: (error: StoreError) => void = () => {};
    const nameLost = new Promise<Error>((resolve) => {
      onNameLost = (error) => resolve(sharedName(error, folder.root));
    });
    const store = await openPostgresStore({ url, logger, owner: name, onNameLost, ...stop }).catch((error: unknown) => {
      throw isNameTaken(error, name) ? sharedName(error, folder.root) : error;
    });
    try {
      const { adminToken, artifactsId, installationKey, secret } = await store.shareInstallation({
        installationKey: folder.installationKey,
        secret: Buffer.from(folder.secret).toString("base64url"),
        adminToken: folder.adminToken,
        artifactsId: markOf(artifacts),
      });
      if (artifactsId !== markOf(artifacts)) {
        throw new DataFolderError(
          `the artifacts and logs of the runs in ${store.place} are not in ${artifacts}: another server began with another ` +
            "folder; start every server of a database with the same --artifacts-dir (POLYAXON_ARTIFACTS_DIR)",
        );
      }
      await forgetFinishedRestore(artifacts, secret);
      // Where a person looks for it.
      if (adminToken !== folder.adminToken)
        writeFileSync(join(folder.root, "token"), `${adminToken}\n`, { mode: 0o600 });
      await store.breakLeasesOf(name);
      return {
        store,
        database: store.place,
        snapshotInto: (file) => store.snapshotInto(file),
        secrets: () => ({ secret, token: adminToken, installation: installationKey }),
        artifacts,
        secret: Buffer.from(secret, "base64url"),
        adminToken,
        installationKey,
        agentName: name,
        leaseOwner: name,
        nameLost,
        async close() {
          await store.close();
          lock.release();
        },
      };
    } catch (error) {
      await store.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Something else may be locked as well: the database, while it is restored. */
const isNameTaken = (error: unknown, name: string): error is StoreError =>
  error instanceof StoreError && error.code === "locked" && error.message.includes(name);

const sharedName = (error: StoreError, root: string): DataFolderError =>
  new DataFolderError(
    `${error.message} Its data folder and ${root} are copies of each other, and both would start the same jobs: remove ` +
      `${join(root, "server-name")}, so that this server gets a name of its own. If its machine has vanished, try again in a minute.`,
    { cause: error },
  );

function artifactsFolder({ artifactsDir, folder }: Options): string {
  if (artifactsDir === null) return folder.artifacts;
  try {
    mkdirSync(artifactsDir, { recursive: true });
    return artifactsDir;
  } catch (error) {
    throw new DataFolderError(
      `cannot use the artifacts folder ${artifactsDir}: ${error instanceof Error ? error.message : String(error)}; ` +
        "choose another with --artifacts-dir or POLYAXON_ARTIFACTS_DIR, or make it writable for this account",
      { cause: error },
    );
  }
}

/** Readable in `polyaxon admin agents`, and its own even where machines share a name. */
const serverName = (): string =>
  `local-${hostname()
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, "-")
    .slice(0, 40)}-${randomBytes(3).toString("hex")}`;

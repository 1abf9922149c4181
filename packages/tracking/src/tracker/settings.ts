import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseProject, type ProjectChoice } from "./project-choice.ts";
import { stateFolder } from "./run-folder.ts";
import { chooseConnection } from "./saved-connection.ts";

export type RunStatus = "succeeded" | "failed" | "stopped";

export interface InitOptions {
  /** Name, description and tags of the run that this call makes; a managed run has its own already and keeps them. */
  readonly name?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  /**
   * `name` or `owner/name`; used outside managed runs. Default: `POLYAXON_PROJECT`, else the cached `.polyaxon/.project`, else the
   * working folder's name, whose project is created when there is none.
   */
  readonly project?: string;
  /** Record the git commit, branch and remote of the working folder. Default true. */
  readonly collectCode?: boolean;
  /** Record Node's version, the machine and the packages. Default true. */
  readonly collectEnv?: boolean;
  /** Write to disk only. Default: `POLYAXON_IS_OFFLINE`. */
  readonly offline?: boolean;
}

/** A run on a server. */
export interface RunRef {
  readonly owner: string;
  readonly project: string;
  readonly uuid: string;
}

export interface ServerSettings {
  /** No trailing slash. */
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly owner: string;
  readonly project: string;
  /** Who named the project; `run`: the run that exists already. */
  readonly projectFrom: ProjectChoice["projectFrom"] | "run";
  /** A run that exists already, else null: one is created. */
  readonly uuid: string | null;
  /** How long the end of the process may wait for the server. */
  readonly timeoutSeconds: number;
}

/** Where a tracker writes. `folder` is the run's artifact folder, `spool` the file of its records. */
export type Settings =
  /** Every call does nothing. */
  | { readonly mode: "off"; readonly folder: string }
  /** Inside a run that an agent watches: files only, the agent does the rest. */
  | { readonly mode: "managed"; readonly folder: string; readonly spool: string; readonly uuid: string }
  /** Files, and a background sender. */
  | { readonly mode: "online"; readonly folder: string; readonly spool: string; readonly server: ServerSettings }
  /** Files only, nobody watches. */
  | { readonly mode: "offline"; readonly folder: string; readonly spool: string };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Decides the mode from the environment (api reference §2.2, §15), first match wins: `POLYAXON_NO_OP` → off;
 * `POLYAXON_RUN_INSTANCE` with `POLYAXON_ARTIFACTS_ROOT` or `POLYAXON_TRACKING_SPOOL` → managed; `offline`, `POLYAXON_IS_OFFLINE` or
 * `POLYAXON_NO_API` → offline; else online.
 * @param localId names the folder of a run that has no server-given id yet
 * @param cwd     names the project when nobody else does
 */
export function readSettings(env: Environment, options: InitOptions, localId: string, cwd: string): Settings {
  if (isTrue(env["POLYAXON_NO_OP"])) return { mode: "off", folder: join(tmpdir(), `polyaxon-no-op-${localId}`) };

  const instance = parseInstance(env["POLYAXON_RUN_INSTANCE"]);
  const root = env["POLYAXON_ARTIFACTS_ROOT"];
  const spool = env["POLYAXON_TRACKING_SPOOL"];
  if (instance !== null && (root || spool)) {
    const folder = join(root || join(env["POLYAXON_CONTEXT_ROOT"] || "/plx-context", "artifacts"), instance.uuid);
    return { mode: "managed", folder, spool: spool || localSpool(folder), uuid: instance.uuid };
  }

  const own = stateFolder(env);
  if (options.offline ?? (isTrue(env["POLYAXON_IS_OFFLINE"]) || isTrue(env["POLYAXON_NO_API"]))) {
    const folder = join(env["POLYAXON_OFFLINE_ROOT"] || join(own, "offline"), "runs", localId);
    return { mode: "offline", folder, spool: localSpool(folder) };
  }
  const folder = join(root || join(own, "runs"), instance?.uuid ?? localId);
  return { mode: "online", folder, spool: localSpool(folder), server: readServer(env, options, instance, cwd) };
}

function readServer(env: Environment, options: InitOptions, instance: RunRef | null, cwd: string): ServerSettings {
  const { host, token } = chooseConnection(env);
  const place =
    instance === null
      ? chooseProject(env, options.project, cwd)
      : { owner: instance.owner, project: instance.project, projectFrom: "run" as const };
  return {
    host,
    headers: token !== null ? { authorization: `${env["POLYAXON_AUTHENTICATION_TYPE"] || "Token"} ${token}` } : {},
    ...place,
    uuid: instance?.uuid ?? null,
    timeoutSeconds: Number(env["POLYAXON_TIMEOUT"]) || 20,
  };
}

/** The same settings with everything under another folder. */
export function inFolder<S extends Settings>(settings: S, folder: string): S {
  return { ...settings, folder, spool: localSpool(folder) };
}

function localSpool(folder: string): string {
  return join(folder, ".tracking", "spool.jsonl");
}

/** `owner.project.runs.uuid` */
function parseInstance(text: string | undefined): RunRef | null {
  const [owner, project, runs, uuid, ...rest] = (text ?? "").split(".");
  if (!owner || !project || runs !== "runs" || !uuid || rest.length > 0) return null;
  // The uuid names a folder that we write to.
  return /^[0-9a-fA-F-]{32,36}$/.test(uuid) ? { owner, project, uuid: uuid.replaceAll("-", "").toLowerCase() } : null;
}

function isTrue(text: string | undefined): boolean {
  return /^(1|true|t|yes|y|on)$/i.test(text ?? "");
}

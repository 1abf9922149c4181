import type { OfflineRun, Run, WireCondition } from "@polyaxon/client";
import { type Command, Option } from "commander";
import { offlineRecord } from "../files/offline-record.ts";
import {
  type OfflineFolder,
  offlineFolders,
  OfflineRunError,
  offlineRoots,
  readOfflineRun,
} from "../files/offline-runs.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";

export interface OfflineOptions {
  readonly offline?: boolean;
  readonly path?: string;
  /** Upstream's other name of it. */
  readonly pathFrom?: string;
}

/** A run as it is kept on this disk. */
export interface OfflineRecord {
  readonly folder: string;
  /** All that the file says. */
  readonly kept: OfflineRun;
  readonly run: Run;
  readonly conditions: readonly WireCondition[];
}

/** For commands that read: runs of this disk in place of the server's. */
export const withOfflineOptions = (command: Command): Command =>
  command
    .option("--offline", "of the runs that were recorded offline, or pulled, on this disk; no server is asked")
    .option(
      "--path <folder>",
      "where they are kept, with --offline; default POLYAXON_OFFLINE_ROOT, else this account's own place",
    )
    .addOption(new Option("--path-from <folder>").hideHelp());

/** @throws CliError for a place of runs on disk where nobody asks for those */
export function isOffline({ offline, path, pathFrom }: OfflineOptions): boolean {
  if (offline !== true && (path ?? pathFrom) !== undefined)
    throw new CliError("usage", "--path says where runs are on this disk: add --offline");
  return offline === true;
}

/** The run that was named, or the only one there is. */
export async function locateOffline(
  context: CliContext,
  uuid: string | undefined,
  options: OfflineOptions,
): Promise<OfflineRecord> {
  const roots = offlineRoots(context, options.path ?? options.pathFrom);
  return await readRecord(oneOffline(await offlineFolders(roots), uuid, roots, "list them: ops ls --offline"));
}

/** All that can be read, the newest first; what cannot is said beside them. */
export async function offlineRecords(context: CliContext, options: OfflineOptions): Promise<readonly OfflineRecord[]> {
  const records: OfflineRecord[] = [];
  for (const folder of await offlineFolders(offlineRoots(context, options.path ?? options.pathFrom))) {
    try {
      records.push(await readRecord(folder));
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      context.err.write(`${error.message}\n`);
    }
  }
  return records.toSorted((one, other) => time(other.run) - time(one.run));
}

const time = ({ created_at: created }: Run): number => Date.parse(created) || 0;

async function readRecord({ folder }: OfflineFolder): Promise<OfflineRecord> {
  const { run: kept } = await readOfflineRun(folder).catch(refuseUnreadable);
  return { folder, kept, ...offlineRecord(kept) };
}

/** @throws CliError for what is wrong with files of runs, and anything else as it is */
export function refuseUnreadable(error: unknown): never {
  throw error instanceof OfflineRunError ? new CliError("usage", error.message) : error;
}

/**
 * The one that was named by its uuid or the first digits of it.
 *
 * @param otherwise what to do when none is named
 */
export function oneOffline(
  found: readonly OfflineFolder[],
  uuid: string | undefined,
  roots: readonly string[],
  otherwise: string,
): OfflineFolder {
  const prefix = uuid?.replaceAll("-", "").replace(/…$/, "").toLowerCase();
  // Somebody named the run's own folder.
  const isNamed = prefix === undefined && found.length === 1 && roots.includes(found[0]?.folder ?? "");
  const fitting = isNamed ? found : prefix === undefined ? [] : found.filter(({ name }) => name.startsWith(prefix));
  const [only, ...others] = fitting;
  if (only !== undefined && others.length === 0) return only;
  const shown = found.slice(0, 10).map(({ name }) => name);
  const there = found.length === 0 ? [`there is none under ${roots.join(" or ")}`] : ["these are there:", ...shown];
  if (prefix === undefined) throw new CliError("usage", `name a run, or ${otherwise}`, there);
  const what = only === undefined ? `no run here has a uuid that starts with ${prefix}` : `${prefix} names several`;
  throw new CliError(only === undefined ? "notFound" : "usage", what, there);
}

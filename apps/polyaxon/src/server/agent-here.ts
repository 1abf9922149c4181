import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DataFolderError } from "./data-folder.ts";

/** What tells this machine, and this run of it, from others. */
export interface Machine {
  /** Of this run of the machine; null where the system does not say. */
  readonly boot: string | null;
  /** Of its network cards, which a clone is given anew; empty where there are none to see, as in a container. */
  readonly addresses: readonly string[];
}

/**
 * Where the folder was, and on which machine, when a server took the agent that worked in it. A copy has another inode and
 * time of birth, whatever it was made with; a clone of a whole machine has another boot and other network cards.
 */
interface Here {
  readonly inode: string;
  /** Nanoseconds since the epoch; 0 where the file system does not keep it. */
  readonly born: string;
  readonly boot: string | null;
  /** Absent: an earlier version wrote it. */
  readonly addresses?: readonly string[];
  /** False when the server took another process since. */
  readonly admitted?: boolean;
  /** Of the processes that asked a server for the name from here, the newest last. Absent: an earlier version wrote it. */
  readonly sessions?: readonly string[];
}

export interface Before {
  /** Whether the process that worked here last is known to have ended. */
  readonly before: "ended" | "unknown";
  /** Whether it may have worked in another folder, of which this one is a copy. */
  readonly mayBeCopy: boolean;
  /** Sessions of the processes that worked here, the newest last; null: not known. */
  readonly earlier: readonly string[] | null;
}

const HERE = "here.json";
/** A server whose database was restored may know any of so many. */
const SESSIONS_KEPT = 20;

/**
 * Nothing is written: what is in doubt stays so, over any number of starts, until a server has said that nobody else works
 * under the name.
 *
 * @throws DataFolderError when this folder is a copy
 */
export function whoWasHere(root: string, machine: Machine): Before {
  const path = join(root, HERE);
  const last = readHere(path);
  // An agent of an earlier version was here, or somebody removed it.
  if (last === null) return { before: "unknown", mayBeCopy: true, earlier: null };
  const { born, inode } = placeOf(root);
  if (last.inode !== inode || (last.born !== "0" && born !== "0" && last.born !== born)) {
    throw new DataFolderError(
      `the agent's folder ${root} is a copy of another one, or was moved to another disk: two agents from one folder would ` +
        "both run what that one holds. Give this agent a folder, a name and a token of its own: polyaxon agent --data-dir " +
        `FOLDER --name NAME. Only if the other folder is gone for good: remove ${path} and start again.`,
    );
  }
  const { addresses = [], sessions: earlier = null } = last;
  if (last.admitted === false) return { before: "unknown", mayBeCopy: true, earlier };
  if (last.boot === machine.boot) return { before: "ended", mayBeCopy: false, earlier };
  const mayBeCopy = !machine.addresses.some((address) => addresses.includes(address));
  return { before: "unknown", mayBeCopy, earlier };
}

/** @param said what a server said: whether it took this process, or another one since */
export function writeHere(root: string, machine: Machine, session: string, said: { readonly admitted: boolean }): void {
  const sessions = withSession(readHere(join(root, HERE)), session);
  const { addresses, boot } = machine;
  replaceHere(root, { ...placeOf(root), boot, addresses, ...said, sessions });
}

/**
 * Remembers a session before a server hears of it, and nothing else: its answer may never arrive. What an earlier version left says
 * nothing of sessions until a server has taken one.
 */
export function noteSession(root: string, session: string): void {
  const here = readHere(join(root, HERE));
  if (here?.sessions !== undefined) replaceHere(root, { ...here, sessions: withSession(here, session) });
}

const withSession = (here: Here | null, session: string): readonly string[] =>
  [...(here?.sessions ?? []).filter((other) => other !== session), session].slice(-SESSIONS_KEPT);

function replaceHere(root: string, here: Here): void {
  const path = join(root, HERE);
  writeFileSync(`${path}.new`, JSON.stringify(here), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function readHere(path: string): Here | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Here;
  } catch {
    return null;
  }
}

function placeOf(root: string): Pick<Here, "inode" | "born"> {
  const { birthtimeNs, ino } = statSync(join(root, "instance"), { bigint: true });
  return { inode: String(ino), born: String(birthtimeNs) };
}

/** Linux alone says; elsewhere a restart of the machine is not noticed. */
export const thisMachine = (): Machine => ({ boot: bootId(), addresses: cardAddresses() });

function bootId(): string | null {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return null;
  }
}

const CARDS = "/sys/class/net";

/** Only of what has a device behind it: bridges and the like have addresses that are the same on many machines. */
function cardAddresses(): string[] {
  try {
    return readdirSync(CARDS).flatMap((name) => {
      if (!readdirSync(join(CARDS, name)).includes("device")) return [];
      const address = readFileSync(join(CARDS, name, "address"), "utf8").trim();
      return /[1-9a-f]/.test(address) ? [address] : [];
    });
  } catch {
    return [];
  }
}

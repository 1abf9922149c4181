import type { SupervisorIdentity } from "./attempt-files.ts";
import type { ProcessEntry } from "./linux-stat.ts";

/**
 * The processes of one attempt: whoever is in the supervisor's session or group, whoever carries the attempt's marks in its
 * environment (so a daemon that made its own session is found), and all their descendants. The supervisor is included while
 * it lives.
 * @param question.supervisor its `startTime` is empty while only the pid is known
 * @param question.trustIds whether session and group still mean this attempt: the kernel gives the number to nobody else
 *   while anything of ours is left, but an attempt seen for the first time after its supervisor died may be long gone
 * @param question.self pid that is never part of an attempt: the executor's own process
 */
export function attemptTree(
  entries: readonly ProcessEntry[],
  question: {
    readonly supervisor: SupervisorIdentity;
    readonly trustIds: boolean;
    readonly isMarked: (entry: ProcessEntry) => boolean;
    readonly self: number;
  },
): ProcessEntry[] {
  const { supervisor, isMarked, self } = question;
  const holder = entries.find((entry) => entry.pid === supervisor.pid);
  const reused = holder !== undefined && supervisor.startTime !== "" && holder.startTime !== supervisor.startTime;
  const idsMean = question.trustIds && !reused;
  const members = new Map<number, ProcessEntry>();
  for (const entry of entries) {
    if (entry.pid === self) continue;
    const inSession = idsMean && (entry.session === supervisor.pid || entry.group === supervisor.pid);
    if (inSession || (entry === holder && !reused) || isMarked(entry)) members.set(entry.pid, entry);
  }
  for (let grown = members.size > 0; grown;) {
    grown = false;
    for (const entry of entries) {
      if (entry.pid === self || members.has(entry.pid) || !members.has(entry.ppid)) continue;
      members.set(entry.pid, entry);
      grown = true;
    }
  }
  return [...members.values()];
}

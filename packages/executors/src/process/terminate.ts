import type { ProcessEntry } from "./linux-stat.ts";

/** Longest pause between looks at a process that does not die even of SIGKILL (it waits inside the kernel). */
const LONGEST_PAUSE_MS = 500;

/**
 * Ends a process tree: SIGTERM (and SIGCONT, for stopped ones) to each member once, SIGKILL to whatever is left after
 * `graceMs`, again and again until a look finds nothing. New members that appear meanwhile are treated the same.
 */
export async function terminateTree(task: {
  readonly find: () => Promise<readonly ProcessEntry[]>;
  readonly graceMs: number;
  /** Not asked to end, only killed when the grace is over: it ends by itself once the others are gone. */
  readonly spare: number | null;
  readonly monotonic: () => number;
  /** Called once when members are still there some time after SIGKILL. */
  readonly onStubborn: (members: readonly ProcessEntry[]) => void;
}): Promise<void> {
  const deadline = task.monotonic() + task.graceMs;
  const asked = new Set<string>();
  let pauseMs = 20;
  let reported = false;
  for (;;) {
    const members = await task.find();
    if (members.length === 0) return;
    const overdueMs = task.monotonic() - deadline;
    for (const member of members) {
      const id = `${member.pid}:${member.startTime}`;
      if (overdueMs >= 0) send(member.pid, "SIGKILL");
      else if (!asked.has(id)) {
        if (member.pid !== task.spare) send(member.pid, "SIGTERM");
        send(member.pid, "SIGCONT");
        asked.add(id);
      }
    }
    if (overdueMs > 5_000 && !reported) {
      reported = true;
      task.onStubborn(members);
    }
    await new Promise((resolve) => setTimeout(resolve, overdueMs >= 0 ? pauseMs : Math.min(pauseMs, -overdueMs)));
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone since the look, or somebody else's (setuid): the next look decides.
  }
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ProcessEntry } from "./linux-stat.ts";
import type { ProcessSource } from "./process-table.ts";

const run = promisify(execFile);

/**
 * macOS and other systems without /proc: one `ps` for everything. It shows no other process's environment and no session, so
 * a process that left its group *and* lost its parent is not found; on Linux it is.
 */
export function psProcesses(): ProcessSource {
  return {
    hasMarks: false,
    async bootId() {
      const session = await run("sysctl", ["-n", "kern.bootsessionuuid"]).catch(() =>
        run("sysctl", ["-n", "kern.boottime"]),
      );
      return session.stdout.trim();
    },
    list,
    marksOf: () => null,
  };
}

async function list(): Promise<ProcessEntry[]> {
  const args = ["-A", "-o", "pid=,ppid=,pgid=,stat=,rss=,time=,lstart="];
  const env = { PATH: "/bin:/usr/bin:/sbin:/usr/sbin", LC_ALL: "C" };
  return parsePs((await run("ps", args, { env, maxBuffer: 64 * 1024 * 1024 })).stdout);
}

export function parsePs(output: string): ProcessEntry[] {
  const entries: ProcessEntry[] = [];
  for (const line of output.split("\n")) {
    const found = /^ *(\d+) +(\d+) +(\d+) +(\S+) +(\d+) +(\S+) +(\S.*?) *$/.exec(line);
    if (found === null) continue;
    const [, pid, ppid, group, state, rssKib, time, startTime] = found as unknown as readonly string[];
    if (state?.startsWith("Z") === true) continue;
    entries.push({
      pid: Number(pid),
      ppid: Number(ppid),
      group: Number(group),
      session: Number(group),
      startTime: startTime ?? "",
      cpuSeconds: clockSeconds(time ?? ""),
      memoryBytes: Number(rssKib) * 1024,
    });
  }
  return entries;
}

/** `1-02:03:04.05`, `2:03:04`, `3:04.05` -> seconds. */
function clockSeconds(text: string): number {
  const [days, clock] = text.includes("-") ? (text.split("-") as [string, string]) : ["0", text];
  return clock.split(":").reduce((total, part) => total * 60 + Number(part), 0) + Number(days) * 86_400;
}

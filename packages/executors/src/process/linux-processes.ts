import { execFileSync } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { parseLinuxStat, TICKS_PER_SECOND, type ProcessEntry } from "./linux-stat.ts";
import type { AttemptMarks, ProcessSource } from "./process-table.ts";

/** A process without marks may still be between fork and exec; older ones are remembered as having none. */
const SETTLED_SECONDS = 2;
const LARGEST_ENVIRON = 4 * 1024 * 1024;

/** Everything from /proc, read synchronously: a thread-pool trip for each of these tiny files costs more than the read. */
export function linuxProcesses(): ProcessSource {
  const pageBytes = readPageBytes();
  const buffer = Buffer.allocUnsafe(4096);
  const bootId = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  let marksByProcess = new Map<string, AttemptMarks | null>();

  function readEntry(pid: number | string): ProcessEntry | null {
    const stat = readProcFile(`/proc/${pid}/stat`, buffer);
    return stat === null ? null : parseLinuxStat(stat, pageBytes);
  }

  return {
    hasMarks: true,
    bootId: async () => bootId,
    async list() {
      const entries: ProcessEntry[] = [];
      const stillHere = new Map<string, AttemptMarks | null>();
      for (const name of readdirSync("/proc")) {
        const first = name.charCodeAt(0);
        if (first < 0x30 || first > 0x39) continue;
        const entry = readEntry(name);
        if (entry === null) continue;
        entries.push(entry);
        const id = processId(entry);
        const marks = marksByProcess.get(id);
        if (marks !== undefined) stillHere.set(id, marks);
      }
      marksByProcess = stillHere;
      return entries;
    },
    isAlive: (identity) => readEntry(identity.pid)?.startTime === identity.startTime,
    marksOf(entry) {
      const id = processId(entry);
      const known = marksByProcess.get(id);
      if (known !== undefined) return known;
      const marks = readMarks(entry.pid);
      if (marks !== null || ageSeconds(entry) > SETTLED_SECONDS) marksByProcess.set(id, marks);
      return marks;
    },
  };
}

const processId = (entry: ProcessEntry): string => `${entry.pid}:${entry.startTime}`;

function ageSeconds(entry: ProcessEntry): number {
  return Number.parseFloat(readFileSync("/proc/uptime", "latin1")) - Number(entry.startTime) / TICKS_PER_SECOND;
}

function readMarks(pid: number): AttemptMarks | null {
  const environ = readProcFile(`/proc/${pid}/environ`, Buffer.allocUnsafe(64 * 1024));
  if (environ === null) return null;
  const bounded = `\0${environ}`;
  const run = /\0POLYAXON_RUN_INSTANCE=[^\0]*\.([0-9a-f]{32})(?:\0|$)/.exec(bounded)?.[1];
  const attempt = /\0POLYAXON_RUN_ATTEMPT=(\d+)(?:\0|$)/.exec(bounded)?.[1];
  return run === undefined || attempt === undefined ? null : { run, attempt: Number(attempt) };
}

/** Null when the process is gone or belongs to somebody else. */
function readProcFile(path: string, buffer: Buffer): string | null {
  try {
    const file = openSync(path, "r");
    try {
      let text = "";
      for (;;) {
        const length = readSync(file, buffer, 0, buffer.length, null);
        text += buffer.toString("latin1", 0, length);
        if (length < buffer.length || text.length >= LARGEST_ENVIRON) return text;
      }
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

/** 4096 on x86; ARM kernels also use 16 and 64 KiB. */
function readPageBytes(): number {
  try {
    return Number(execFileSync("getconf", ["PAGESIZE"], { encoding: "latin1" })) || 4096;
  } catch {
    return 4096;
  }
}

/** One process as the kernel tells it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly ppid: number;
  readonly group: number;
  readonly session: number;
  readonly startTime: string;
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

/** USER_HZ: 100 on every Linux ABI that Node runs on. */
export const TICKS_PER_SECOND = 100;

/**
 * Reads `/proc/{pid}/stat`. The command's name may hold blanks and parentheses, so fields are counted from its last `)`.
 * Null for a text cut short and for zombies: nothing of them runs, and without an init they can stay for ever.
 * @see proc(5)
 */
export function parseLinuxStat(stat: string, pageBytes: number): ProcessEntry | null {
  const close = stat.lastIndexOf(")");
  if (close === -1) return null;
  const fields = stat.slice(close + 2).split(" ");
  const [state, ppid, group, session] = fields;
  const startTime = fields[19];
  if (state === undefined || startTime === undefined || state === "Z" || state === "X") return null;
  return {
    pid: Number.parseInt(stat, 10),
    ppid: Number(ppid),
    group: Number(group),
    session: Number(session),
    startTime,
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    memoryBytes: Number(fields[21] ?? 0) * pageBytes,
  };
}

/** The second line of a supervisor's identity: a stat line, or `{pid} {start time}` where there is no /proc. */
export function parseStartedProcess(line: string): { readonly pid: number; readonly startTime: string } | null {
  const stat = parseLinuxStat(line, 1);
  if (stat !== null) return { pid: stat.pid, startTime: stat.startTime };
  const plain = /^(\d+) +(\S.*?) *$/.exec(line);
  return plain === null ? null : { pid: Number(plain[1]), startTime: plain[2] as string };
}

import type { SupervisorIdentity } from "./attempt-files.ts";
import type { ProcessEntry } from "./linux-stat.ts";

/** Which attempt a process says it belongs to, in its environment. */
export interface AttemptMarks {
  readonly run: string;
  readonly attempt: number;
}

/** What one operating system can tell about its processes. */
export interface ProcessSource {
  /** Changes with every start of the machine. */
  bootId(): Promise<string>;
  list(): Promise<readonly ProcessEntry[]>;
  /** A cheap look at one process; without it the list is asked. */
  readonly isAlive?: (identity: SupervisorIdentity) => boolean;
  /** False: `marksOf` never finds anything. */
  readonly hasMarks: boolean;
  /** The marks in the process's environment; null when it has none or may not be read. */
  marksOf(entry: ProcessEntry): AttemptMarks | null;
}

/** The list of processes, shared by everyone who asks at about the same time: a scan costs milliseconds. */
export interface ProcessTable {
  /** A list whose scan began after this call. */
  fresh(): Promise<ProcessList>;
  /** A list not older than `ageMs`. */
  recent(ageMs: number): Promise<ProcessList>;
}

export interface ProcessList {
  readonly entries: readonly ProcessEntry[];
  /** When the scan began. */
  readonly monotonicMs: number;
}

/** Scans begin at least this far apart; whoever asks in between shares the next one. */
const SPACING_MS = 25;

export function createProcessTable(source: Pick<ProcessSource, "list">, monotonic: () => number): ProcessTable {
  let begunAt = Number.NEGATIVE_INFINITY;
  let latest: Promise<ProcessList> | null = null;
  let upcoming: Promise<ProcessList> | null = null;

  function fresh(): Promise<ProcessList> {
    upcoming ??= pause(Math.max(0, begunAt + SPACING_MS - monotonic())).then(() => {
      upcoming = null;
      begunAt = monotonic();
      latest = scan(begunAt);
      return latest;
    });
    return upcoming;
  }

  async function scan(monotonicMs: number): Promise<ProcessList> {
    return { entries: await source.list(), monotonicMs };
  }

  return {
    fresh,
    recent: (ageMs) => (latest !== null && monotonic() - begunAt <= ageMs ? latest : fresh()),
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

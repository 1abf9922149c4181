import { hostname, userInfo } from "node:os";
import { join, relative, sep } from "node:path";
import type { ArtifactKind } from "../formats/artifact-kind.ts";
import { encodeEventRow, eventFileHeader } from "../formats/event-file.ts";
import { encodeLogLine } from "../formats/log-line.ts";
import { metricName } from "../formats/metric-name.ts";
import { encodeSpoolRecord, type SpoolRecord } from "../formats/spool.ts";
import { createAppendFiles, type AppendFile } from "./append-files.ts";

/** Writes one run's events, records and log lines to its folder; buffered as `AppendFiles` says. */
export interface Recorder {
  /** @param timestampMicros null = now */
  metric(name: string, value: number, step: number | null, timestampMicros: number | null): void;
  event(kind: ArtifactKind, name: string, value: unknown, step: number | null): void;
  record(record: SpoolRecord): void;
  log(text: string): void;
  flush(): void;
}

export function createRecorder(options: {
  readonly folder: string;
  readonly spool: string;
  readonly now: () => number;
  readonly warn: (message: string) => void;
  /** A file of the folder was written; the path is relative, with forward slashes. */
  readonly onWrite?: (path: string) => void;
  readonly onRecord?: (record: SpoolRecord) => void;
}): Recorder {
  const { folder, now } = options;
  const files = createAppendFiles({
    now,
    onWrite: (path) => options.onWrite?.(relative(folder, path).split(sep).join("/")),
    onError: (path, error) => {
      options.warn(
        `cannot write tracking data to ${path}: ${error.message}. The run goes on; newest data waits in memory.`,
      );
    },
  });
  const spool = files.open(options.spool, "", true);
  const metrics = new Map<string, AppendFile>();
  const events = new Map<string, AppendFile>();
  let logs: AppendFile | null = null;
  let hasEvents = false;

  function record(one: SpoolRecord): void {
    let line: string;
    try {
      line = encodeSpoolRecord(one);
    } catch (error) {
      options.warn(`values of ${one.type} have no JSON form (${(error as Error).message}); they are left out.`);
      return;
    }
    spool.append(line, now());
    options.onRecord?.(one);
  }

  function eventFile(kind: ArtifactKind, name: string): AppendFile {
    const path = join(folder, "events", kind, `${metricName(name)}.plx`);
    let file = events.get(path);
    if (file === undefined) {
      file = files.open(path, eventFileHeader(kind), false);
      events.set(path, file);
      if (!hasEvents) record({ type: "meta", values: { has_events: true } });
      hasEvents = true;
    }
    return file;
  }

  return {
    metric(name, value, step, timestampMicros) {
      let file = metrics.get(name);
      if (file === undefined) {
        if (metrics.size === 0) record({ type: "meta", values: { has_metrics: true } });
        file = eventFile("metric", name);
        metrics.set(name, file);
      }
      const nowMs = now();
      file.append(encodeEventRow("metric", { step, timestamp: timestampMicros ?? nowMs * 1000, value }), nowMs);
    },
    event(kind, name, value, step) {
      const nowMs = now();
      eventFile(kind, name).append(encodeEventRow(kind, { step, timestamp: nowMs * 1000, value }), nowMs);
    },
    record,
    log(text) {
      logs ??= files.open(join(folder, "plxlogs", "logs.jsonl"), "\n", true);
      const nowMs = now();
      logs.append(
        encodeLogLine({
          timestampMicros: nowMs * 1000,
          node: "local",
          pod: userName(),
          container: hostname(),
          value: text,
        }),
        nowMs,
      );
    },
    flush: () => files.flush(),
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // An account without an entry in the user database, as in many containers.
    return "unknown";
  }
}

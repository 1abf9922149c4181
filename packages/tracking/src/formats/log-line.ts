import { isoToMicros, microsToIso } from "./timestamp.ts";

/** One line of a run's logs. */
export interface LogLine {
  readonly timestampMicros: number;
  readonly node: string;
  readonly pod: string;
  readonly container: string;
  readonly value: string;
  /** Byte offset of the line's start in the raw output, when the writer knows it. */
  readonly offset?: number;
  /** False when the line was cut before its line break (64 KiB, or a pause). */
  readonly eol?: boolean;
}

let cachedNode = "";
let cachedPod = "";
let cachedContainer = "";
let cachedSource = encodeSource("", "", "");

/** One JSON line, ending in a newline: `{"timestamp":"2026-11-22T03:02:34.273668+00:00","node":…,"pod":…,"container":…,"value":…}`. */
export function encodeLogLine(line: LogLine): string {
  // Thousands of lines in a row come from one container: its three names are escaped once.
  if (line.node !== cachedNode || line.pod !== cachedPod || line.container !== cachedContainer) {
    cachedSource = encodeSource(line.node, line.pod, line.container);
    cachedNode = line.node;
    cachedPod = line.pod;
    cachedContainer = line.container;
  }
  const offset = line.offset === undefined ? "" : `,"offset":${line.offset}`;
  const eol = line.eol === undefined ? "" : `,"eol":${line.eol}`;
  return `{"timestamp":"${microsToIso(line.timestampMicros)}"${cachedSource}${JSON.stringify(line.value)}${offset}${eol}}\n`;
}

function encodeSource(node: string, pod: string, container: string): string {
  return `,"node":${JSON.stringify(node)},"pod":${JSON.stringify(pod)},"container":${JSON.stringify(container)},"value":`;
}

/** Null for a blank line, a line cut short, or anything else that is no log line. Missing names read as "". */
export function parseLogLine(text: string): LogLine | null {
  if (text.charCodeAt(0) !== 0x7b) return null;
  let record: Readonly<Record<string, unknown>>;
  try {
    record = JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
  const timestampMicros = typeof record["timestamp"] === "string" ? isoToMicros(record["timestamp"]) : null;
  if (timestampMicros === null || typeof record["value"] !== "string") return null;
  return {
    timestampMicros,
    node: textOf(record["node"]),
    pod: textOf(record["pod"]),
    container: textOf(record["container"]),
    value: record["value"],
    ...(typeof record["offset"] === "number" ? { offset: record["offset"] } : {}),
    ...(typeof record["eol"] === "boolean" ? { eol: record["eol"] } : {}),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

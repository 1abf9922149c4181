export { isArtifactKind, type ArtifactKind } from "./formats/artifact-kind.ts";
export { eventColumns } from "./formats/event-columns.ts";
export {
  encodeEventRow,
  eventFileHeader,
  parseEventFile,
  type EventInput,
  type EventRow,
} from "./formats/event-file.ts";
export { createEventTail, type EventSummary, type EventTail } from "./formats/event-tail.ts";
export type { JsonNumber } from "./formats/json-number.ts";
export { encodeLogLine, parseLogLine, type LogLine } from "./formats/log-line.ts";
export { encodeSpoolRecord, parseSpoolRecord, type SpoolArtifact, type SpoolRecord } from "./formats/spool.ts";
export { isoToMicros, microsToIso } from "./formats/timestamp.ts";
export type { InitOptions, RunStatus } from "./tracker/settings.ts";
export { tracking, type ArtifactOptions, type MetricOptions, type Tracking } from "./tracker/tracking.ts";

export { isArtifactKind, type ArtifactKind } from "./formats/artifact-kind.ts";
export { eventColumns } from "./formats/event-columns.ts";
export { MetricJson, type MetricPointColumns } from "./formats/metric-json.ts";
export {
  encodeEventRow,
  eventFileHeader,
  floatText,
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
export { answerEnd, answerHead, type AnsweredLine, decodeAnswer, encodeLines } from "./series/chart-answer.ts";
export type { ChartLine, ChartWindow } from "./series/chart-lines.ts";
export { sharedEvenColumns } from "./series/column.ts";
export { drawSeries } from "./series/draw-series.ts";
export { partInMemory, type PartSource } from "./series/part-source.ts";
export { decodePointBlock, encodePointBlock, type PointBlockLimits, type SeriesPoints } from "./series/point-block.ts";
export { SeriesFormatError } from "./series/series-format-error.ts";
export {
  decodePart,
  decodePartHead,
  decodeStepsAndValues,
  encodePart,
  partHeadBytes,
  readColumn,
  type SortedPoints,
} from "./series/series-part.ts";
export { cutIntoParts, sortPoints } from "./series/sort-points.ts";
export { pointsTrouble, type PointsSummary, summariesOf } from "./series/check-points.ts";
export { BLOCK_LIMITS, gatherBlocks, orderOf, sealBlocks, type StoredBlock } from "./series/seal-blocks.ts";

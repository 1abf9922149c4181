import { isJsonLinesKind, type ArtifactKind } from "./artifact-kind.ts";
import { isoToMicros, microsToPythonText } from "./timestamp.ts";

/** One event to write. */
export interface EventInput {
  readonly step: number | null;
  /** Microseconds since 1970 UTC, or a Date. */
  readonly timestamp: number | Date;
  /** A number for `metric`, a string for `text` and `html`; otherwise the value of the kind (an object), or its JSON text. */
  readonly value: unknown;
}

/** One event as read. `value` is the text of the cell: a number's text for `metric`, JSON text for structured kinds. */
export interface EventRow {
  readonly step: number | null;
  readonly timestampMicros: number;
  readonly value: string;
}

/** What a new event file starts with. JSON-lines kinds start empty. */
export function eventFileHeader(kind: ArtifactKind): string {
  return isJsonLinesKind(kind) ? "" : `step|timestamp|${kind}`;
}

/** One event, beginning with the newline that ends the row before it: event files have no trailing newline. */
export function encodeEventRow(kind: ArtifactKind, event: EventInput): string {
  const micros = typeof event.timestamp === "number" ? event.timestamp : event.timestamp.getTime() * 1000;
  const timestamp = microsToPythonText(micros);
  const cell = cellText(kind, event.value);
  if (isJsonLinesKind(kind)) {
    const step = event.step === null ? "" : `"step":${event.step},`;
    return `\n{"timestamp":"${timestamp}",${step}${JSON.stringify(kind)}:${JSON.stringify(cell)}}`;
  }
  return `\n${event.step ?? ""}|${timestamp}|${cell}`;
}

/** Python's text of a float, which is what clients write: `1.0`, `0.5`, `nan`, `inf`. */
export function floatText(value: number): string {
  if (Number.isInteger(value))
    return Object.is(value, -0) ? "-0.0" : Math.abs(value) < 1e16 ? `${value}.0` : String(value);
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

/** Reads a float as Python or JavaScript writes it. Null when the text is not one. */
export function parseFloatText(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const value = Number(trimmed);
  if (!Number.isNaN(value)) return value;
  switch (trimmed.toLowerCase()) {
    case "nan":
      return Number.NaN;
    case "inf":
    case "+inf":
    case "infinity":
      return Number.POSITIVE_INFINITY;
    case "-inf":
    case "-infinity":
      return Number.NEGATIVE_INFINITY;
    default:
      return null;
  }
}

/** Every readable row of an event file, in file order. Headers, blank lines and rows cut short by a crash are left out. */
export function parseEventFile(kind: ArtifactKind, text: string): EventRow[] {
  const rows: EventRow[] = [];
  for (const line of text.split("\n")) {
    const row = parseEventLine(kind, line);
    if (row !== null) rows.push(row);
  }
  return rows;
}

/**
 * One line of an event file. Either encoding is read for every kind, as upstream's readers do. In a table the first two
 * separators count and the rest is the value, so pipes inside values survive.
 */
export function parseEventLine(kind: ArtifactKind, line: string): EventRow | null {
  if (line.charCodeAt(0) === 0x7b /* { */) return parseJsonLine(kind, line);
  const first = line.indexOf("|");
  const second = first === -1 ? -1 : line.indexOf("|", first + 1);
  if (second === -1) return null;
  const step = readStep(line.slice(0, first));
  const timestampMicros = isoToMicros(line.slice(first + 1, second));
  if (step === undefined || timestampMicros === null) return null;
  const value = line.endsWith("\r") ? line.slice(second + 1, -1) : line.slice(second + 1);
  return isWholeCell(kind, value) ? { step, timestampMicros, value } : null;
}

function parseJsonLine(kind: ArtifactKind, line: string): EventRow | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return null;
  }
  const record = parsed as Readonly<Record<string, unknown>>;
  const timestampMicros = typeof record["timestamp"] === "string" ? isoToMicros(record["timestamp"]) : null;
  const value = record[kind];
  if (timestampMicros === null || value === undefined) return null;
  return {
    step: typeof record["step"] === "number" ? record["step"] : null,
    timestampMicros,
    value: typeof value === "string" ? value : JSON.stringify(value),
  };
}

/** Undefined for text that is no step, such as the header's. */
export function readStep(text: string): number | null | undefined {
  if (text === "") return null;
  const step = Number(text);
  return Number.isNaN(step) ? undefined : step;
}

function isWholeCell(kind: ArtifactKind, value: string): boolean {
  if (kind === "metric" || kind === "system") return parseFloatText(value) !== null;
  if (value.charCodeAt(0) !== 0x7b) return true;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

function cellText(kind: ArtifactKind, value: unknown): string {
  if (typeof value === "number") return floatText(value);
  const text = typeof value === "string" ? value : JSON.stringify(value ?? null);
  // A table has no quoting. A line break in JSON text is only white space; anywhere else it would start a false row.
  return isJsonLinesKind(kind) ? text : text.replace(/[\r\n]+/g, " ");
}

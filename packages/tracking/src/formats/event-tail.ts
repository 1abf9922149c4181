import type { ArtifactKind } from "./artifact-kind.ts";
import { parseEventLine, parseFloatText, type EventRow } from "./event-file.ts";
import { microsToIso } from "./timestamp.ts";
import { createRunningValues, type ValueSummary } from "./value-summary.ts";

/** The summary of an event file in its lineage item (api reference §13.4). Steps and times are those of the first and last row. */
export interface EventSummary {
  readonly is_event: true;
  readonly step?: { readonly count: number; readonly min: number; readonly max: number };
  readonly timestamp?: { readonly min: string; readonly max: string };
  readonly metric?: ValueSummary;
}

/**
 * Follows one event file as it grows. Bytes are fed in file order, cut anywhere; memory stays bounded however long the file.
 * Event files have no trailing newline, so the last row may still be growing: it counts in every answer, and is read again
 * when more bytes arrive.
 */
export interface EventTail {
  readonly kind: ArtifactKind;
  readonly name: string;
  feed(chunk: Uint8Array): void;
  /** Null before the first whole row. */
  summary(): EventSummary | null;
  /** The newest row; null before the first. */
  last(): EventRow | null;
  /** Rows so far, the newest included. */
  count(): number;
}

/** A row longer than this is skipped, so that a hostile file cannot fill the memory. */
const LONGEST_ROW = 32 * 1024 * 1024;

export function createEventTail(kind: ArtifactKind, name: string): EventTail {
  const numeric = kind === "metric" || kind === "system";
  const decoder = new TextDecoder();
  const values = createRunningValues();
  let pieces: string[] = [];
  let pendingLength = 0;
  let rows = 0;
  let steps = 0;
  let first: EventRow | null = null;
  let newest: EventRow | null = null;
  let firstStep: number | null = null;
  let lastStep: number | null = null;

  function take(line: string): void {
    const row = parseEventLine(kind, line);
    if (row === null) return;
    rows += 1;
    first ??= trimmed(row);
    newest = numeric ? row : trimmed(row);
    if (row.step !== null) {
      steps += 1;
      firstStep ??= row.step;
      lastStep = row.step;
    }
    if (numeric) values.add(parseFloatText(row.value) ?? Number.NaN);
  }

  /** Structured values can be large and nothing here needs them but the newest. */
  function trimmed(row: EventRow): EventRow {
    return row.value.length <= 4096 ? row : { ...row, value: "" };
  }

  function pendingRow(): EventRow | null {
    if (pendingLength === 0 || pendingLength > LONGEST_ROW) return null;
    if (pieces.length > 1) pieces = [pieces.join("")];
    return parseEventLine(kind, pieces[0] ?? "");
  }

  function append(text: string): void {
    pendingLength += text.length;
    if (pendingLength > LONGEST_ROW) pieces = [];
    else if (text !== "") pieces.push(text);
  }

  return {
    kind,
    name,
    feed(chunk) {
      const text = decoder.decode(chunk, { stream: true });
      let start = 0;
      for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
        append(text.slice(start, end));
        if (pendingLength <= LONGEST_ROW) take(pieces.length === 1 ? (pieces[0] as string) : pieces.join(""));
        pieces = [];
        pendingLength = 0;
        start = end + 1;
      }
      append(text.slice(start));
    },
    summary() {
      const pending = pendingRow();
      const end = pending ?? newest;
      if (end === null) return null;
      const begin = first ?? end;
      const minStep = firstStep ?? pending?.step ?? null;
      const maxStep = pending?.step ?? lastStep;
      const metric = numeric
        ? values.summary(pending === null ? undefined : (parseFloatText(pending.value) ?? undefined))
        : null;
      return {
        is_event: true,
        ...(minStep !== null && maxStep !== null
          ? { step: { count: steps + (pending !== null && pending.step !== null ? 1 : 0), min: minStep, max: maxStep } }
          : {}),
        timestamp: { min: microsToIso(begin.timestampMicros), max: microsToIso(end.timestampMicros) },
        ...(metric === null ? {} : { metric }),
      };
    },
    last() {
      return pendingRow() ?? newest;
    },
    count() {
      return rows + (pendingRow() === null ? 0 : 1);
    },
  };
}

import type { ArtifactKind } from "./artifact-kind.ts";
import { type EventRow, parseFloatText } from "./event-file.ts";
import { jsonNumber } from "./json-number.ts";
import { microsToPythonText } from "./timestamp.ts";

/**
 * The `orient=dict` payload of the events route: `{step: [...], timestamp: [...], [kind]: [...]}`.
 * Steps are numbers or null, timestamps Python texts, metrics numbers (NaN and infinities as strings), other cells text.
 * @param options.sample at most this many rows, in order; 0 or absent = all
 */
export function eventColumns(
  kind: ArtifactKind,
  rows: readonly EventRow[],
  options: { readonly sample?: number } = {},
): Record<string, unknown[]> {
  const numeric = kind === "metric" || kind === "system";
  const chosen = sampleRows(rows, options.sample ?? 0, numeric);
  return {
    step: chosen.map((row) => row.step),
    timestamp: chosen.map((row) => microsToPythonText(row.timestampMicros)),
    [kind]: chosen.map((row) => (numeric ? numericCell(row) : row.value)),
  };
}

function numericCell(row: EventRow): unknown {
  const value = parseFloatText(row.value);
  return value === null ? null : jsonNumber(value);
}

/**
 * Reduces rows to exactly `size`. Numbers are cut into equal stretches of which the lowest and the highest row stay, so no
 * spike disappears; the first and last row always stay. Whatever room is left is filled evenly.
 */
function sampleRows(rows: readonly EventRow[], size: number, numeric: boolean): readonly EventRow[] {
  if (!(size > 0) || rows.length <= size) return rows;
  const whole = Math.max(1, Math.floor(size));
  const kept = new Set<number>();
  if (whole > 1) kept.add(0);
  kept.add(rows.length - 1);
  if (numeric) keepExtremes(rows, Math.floor((whole - 2) / 2), kept);
  for (const stride of [whole, rows.length]) {
    for (let i = 0; i < stride && kept.size < whole; i++) kept.add(Math.floor((i * rows.length) / stride));
  }
  return [...kept].sort((a, b) => a - b).map((index) => rows[index] as EventRow);
}

function keepExtremes(rows: readonly EventRow[], stretches: number, kept: Set<number>): void {
  for (let stretch = 0; stretch < stretches; stretch++) {
    const end = Math.floor(((stretch + 1) * rows.length) / stretches);
    let low = -1;
    let high = -1;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = Math.floor((stretch * rows.length) / stretches); i < end; i++) {
      const value = parseFloatText((rows[i] as EventRow).value);
      if (value === null || Number.isNaN(value)) continue;
      if (value <= lowest) [low, lowest] = [i, value];
      if (value > highest || high === -1) [high, highest] = [i, value];
    }
    if (low !== -1) kept.add(low);
    if (high !== -1) kept.add(high);
  }
}

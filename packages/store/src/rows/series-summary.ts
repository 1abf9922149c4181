import type { JsonObject, SeriesSummary } from "@polyaxon/orchestrator";

/**
 * The summary of a series in its lineage item (api reference §13.4), with more points added. Steps and times are those of the
 * first and the last point that arrived, as for files of events.
 */
export function mergedSummary(before: JsonObject | null, more: SeriesSummary): JsonObject {
  const steps = fields(before, "step");
  const times = fields(before, "timestamp");
  const values = fields(before, "metric");
  const count = (number(values["count"]) || 0) + more.points;
  return {
    is_event: true,
    step: { count, min: steps["min"] ?? more.firstStep, max: more.lastStep },
    timestamp: { min: times["min"] ?? isoTime(more.firstTime), max: isoTime(more.lastTime) },
    metric: {
      count,
      min: least(number(values["min"]), more.min),
      max: -least(-number(values["max"]), -more.max),
      last: more.last,
    },
  };
}

function fields(summary: JsonObject | null, key: string): JsonObject {
  const found = summary?.[key];
  return typeof found === "object" && found !== null && !Array.isArray(found) ? (found as JsonObject) : {};
}

/** Documents keep NaN and infinities as words. */
const number = (value: JsonObject[string] | undefined): number => (value === undefined ? Number.NaN : Number(value));

/** NaN only when both are. */
const least = (a: number, b: number): number => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.min(a, b));

/** To the millisecond; years beyond what a date can say are said as the number. */
function isoTime(micros: number): string {
  const date = new Date(micros / 1000);
  return Number.isNaN(date.getTime()) ? String(micros) : date.toISOString();
}

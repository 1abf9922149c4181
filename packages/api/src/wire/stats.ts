import type { RunStatsRequest, RunStatsRow } from "@polyaxon/orchestrator";
import type { Instant } from "@polyaxon/lifecycle";
import { z } from "zod";
import { listQuery } from "./list-request.ts";
import { parseTime, wireTime } from "./time.ts";

const word = z.string().max(200).optional();

/** reference/api.md §6.6 */
export const statsQuery = listQuery.extend({
  kind: word,
  aggregate: word,
  groupby: word,
  trunc: word,
  start_date: word,
  end_date: word,
  boundary: word,
});

const UNITS = ["minute", "hour", "day", "week", "month"] as const;
const TIMES = ["created_at", "started_at", "finished_at"] as const;
const MEASURES = ["wait_time", "duration", "cpu", "memory", "gpu"] as const;
const GROUPS = ["status", "kind", "runtime", "queue", "agent", "user", "pending"] as const;
const AGGREGATES = ["avg", "min", "max", "sum", "total"] as const;
type Aggregate = (typeof AGGREGATES)[number];

interface Course {
  readonly time: (typeof TIMES)[number];
  readonly unit: (typeof UNITS)[number];
  readonly from: Instant;
}

/** Runs in groups, or one measure of them; over all time or for each stretch of it. */
export interface StatsQuestion extends Pick<RunStatsRequest, "groupBy" | "measure"> {
  readonly kind: "sum" | "sums";
  /** The word under which a group stands; `project` has one group. */
  readonly groupName: string | null;
  readonly aggregates: readonly Aggregate[];
  readonly course: Course | null;
}

type Question =
  | StatsQuestion
  | { readonly kind: "realtime" | "progress" }
  | { readonly kind: "refused"; readonly message: string };

const refused = (message: string): Question => ({ kind: "refused", message });
const oneOf = (words: readonly string[]): string => words.join(", ");

export function readStatsQuestion(query: z.output<typeof statsQuery>): Question {
  const mode = query.mode ?? "analytics";
  if (mode === "realtime") return { kind: "realtime" };
  if (mode !== "analytics") return refused(`mode: expected realtime or analytics, found "${mode}"`);
  if (query.kind !== "annotations" && query.kind !== "series")
    return refused(`kind: expected annotations or series, found "${query.kind ?? ""}"`);
  const asked = query.aggregate ?? "count";
  if (asked === "progress") return { kind: "progress" };

  const course = query.kind === "series" ? readCourse(query) : null;
  if (typeof course === "string") return refused(course);
  const by = query.groupby ?? "";
  if (asked === "count") {
    const groupBy = isOneOf(GROUPS, by) ? by : null;
    if (groupBy === null && by !== "project" && !(by === "" && course !== null))
      return refused(`groupby: expected one of ${oneOf([...GROUPS, "project"])}, found "${by}"`);
    return { kind: "sums", groupBy, measure: null, groupName: by === "" ? null : by, aggregates: [], course };
  }
  const aggregates = asked.split(",").map((each) => each.trim());
  const unknown = aggregates.find((each) => !isOneOf(AGGREGATES, each));
  if (unknown !== undefined)
    return refused(`aggregate: expected progress, count or a list of ${oneOf(AGGREGATES)}, found "${unknown}"`);
  if (!isOneOf(MEASURES, by)) return refused(`groupby: expected one of ${oneOf(MEASURES)}, found "${by}"`);
  return {
    kind: course === null ? "sum" : "sums",
    groupBy: null,
    measure: by,
    groupName: null,
    aggregates: aggregates as Aggregate[],
    course,
  };
}

function readCourse(query: z.output<typeof statsQuery>): Course | string {
  const [time = "", unit = ""] = (query.trunc ?? "created_at.day").split(".");
  if (!isOneOf(TIMES, time) || !isOneOf(UNITS, unit))
    return `trunc: expected ${oneOf(TIMES)} and one of ${oneOf(UNITS)}, as in created_at.day; found "${query.trunc}"`;
  const start = query.start_date === undefined || query.start_date === "" ? 0 : parseTime(query.start_date);
  if (start === null) return `start_date: expected an ISO-8601 time, found "${query.start_date}"`;
  return { time, unit, from: start };
}

const isOneOf = <W extends string>(words: readonly W[], text: string): text is W =>
  (words as readonly string[]).includes(text);

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A Monday. */
const FIRST_WEEK = -3 * DAY;

/** Stretches of equal length; months are put together from days. */
export function bucketOf(course: Course | null): RunStatsRequest["bucket"] {
  if (course === null) return null;
  const { time, unit, from } = course;
  const sizeMs = unit === "minute" ? MINUTE : unit === "hour" ? 60 * MINUTE : unit === "week" ? 7 * DAY : DAY;
  const zero = unit === "week" ? FIRST_WEEK : 0;
  return { time, sizeMs, from: zero + Math.floor((from - zero) / sizeMs) * sizeMs };
}

/** The rows of an answer. */
export function wireStats(
  question: StatsQuestion,
  rows: readonly RunStatsRow[],
  project: string,
): Record<string, unknown>[] {
  const folded = question.course?.unit === "month" ? byMonth(rows) : rows;
  return folded.map((row) => ({
    ...(row.at === null ? {} : { trunc_time: wireTime(row.at) }),
    ...(question.groupName === null
      ? {}
      : { [question.groupName]: question.groupName === "project" ? project : row.group }),
    ...(question.measure === null
      ? { count: row.count }
      : Object.fromEntries(
          question.aggregates.map((each) => [`${question.measure}__${each}`, aggregateOf(each, row)]),
        )),
  }));
}

function aggregateOf(aggregate: Aggregate, row: RunStatsRow): number | null {
  if (row.measured === 0) return null;
  switch (aggregate) {
    case "avg":
      return row.sum / row.measured;
    case "sum":
      return row.sum;
    case "total":
      return row.total;
    case "min":
      return row.min;
    case "max":
      return row.max;
  }
}

function byMonth(days: readonly RunStatsRow[]): readonly RunStatsRow[] {
  const months = new Map<string, RunStatsRow>();
  for (const day of days) {
    const date = new Date(day.at ?? 0);
    const at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
    const key = JSON.stringify([at, day.group]);
    const before = months.get(key);
    months.set(
      key,
      before === undefined
        ? { ...day, at }
        : {
            ...before,
            count: before.count + day.count,
            measured: before.measured + day.measured,
            sum: before.sum + day.sum,
            total: before.total + day.total,
            min: either(before.min, day.min, Math.min),
            max: either(before.max, day.max, Math.max),
          },
    );
  }
  return [...months.values()];
}

const either = (a: number | null, b: number | null, choose: (a: number, b: number) => number): number | null =>
  a === null ? b : b === null ? a : choose(a, b);

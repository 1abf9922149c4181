import { SuggestionError } from "../suggestions.ts";
import type { DiscreteValues } from "./listed.ts";

const DAY_MS = 86_400_000;

/** `YYYY-MM-DD` texts, `step` whole days apart, stop excluded. */
export function dateRange(start: string, stop: string, step: number, path: string): DiscreteValues {
  const from = instant(`${start.slice(0, 10)}T00:00:00Z`, path);
  const to = instant(`${stop.slice(0, 10)}T00:00:00Z`, path);
  return steps(from, to, step * DAY_MS, path, (at) => new Date(at).toISOString().slice(0, 10));
}

/** ISO texts in the offset of `start` (UTC when it has none), `step` seconds apart, stop excluded. */
export function dateTimeRange(start: string, stop: string, step: number, path: string): DiscreteValues {
  const offset = offsetOf(start);
  return steps(instant(zoned(start), path), instant(zoned(stop), path), step * 1_000, path, (at) => {
    const text = new Date(at + offset.minutes * 60_000).toISOString();
    return text.replace(/\.000Z$|Z$/, "") + offset.text;
  });
}

function steps(from: number, to: number, stepMs: number, path: string, write: (at: number) => string): DiscreteValues {
  if (!(stepMs > 0)) throw new SuggestionError("matrix.value", `${path}.value.step`, "expected a step above 0");
  return { length: Math.max(0, Math.ceil((to - from) / stepMs)), at: (index) => write(from + index * stepMs) };
}

function instant(text: string, path: string): number {
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return at;
  throw new SuggestionError(
    "matrix.value",
    `${path}.value`,
    `expected a date in ISO form, found ${JSON.stringify(text)}`,
  );
}

const ZONE = /(?:Z|[+-]\d\d:?\d\d)$/;

const zoned = (text: string): string => {
  const full = text.length === 10 ? `${text}T00:00:00` : text;
  return ZONE.test(full) && full.length > 10 ? full : `${full}Z`;
};

function offsetOf(text: string): { readonly minutes: number; readonly text: string } {
  const match = /([+-])(\d\d):?(\d\d)$/.exec(text.slice(10));
  if (match === null) return { minutes: 0, text: "+00:00" };
  const minutes = (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
  return { minutes, text: `${match[1]}${match[2]}:${match[3]}` };
}

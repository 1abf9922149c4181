import type { Instant } from "@polyaxon/lifecycle";
import { isoToMicros } from "@polyaxon/tracking";

/** `2026-11-22T03:02:34.143000Z`: six decimals, as clients expect them. */
export function wireTime(instant: Instant): string;
export function wireTime(instant: Instant | null): string | null;
export function wireTime(instant: Instant | null): string | null {
  return instant === null ? null : `${isoTime(instant).slice(0, -1)}000Z`;
}

/** Conditions carry milliseconds. */
export const wireConditionTime = (instant: Instant): string => isoTime(instant);

/** Reads any ISO-8601 form that clients send; null when it is none. */
export function parseTime(text: string | null | undefined): Instant | null {
  const micros = text === null || text === undefined ? null : isoToMicros(text);
  return micros === null ? null : Math.floor(micros / 1000);
}

const DAY_MS = 86_400_000;
/** The last day that was written, and its date. */
let day = { number: Number.NaN, date: "" };

/** `new Date(instant).toISOString()` in a seventh of its time: a page of runs has hundreds of times, on few days. */
function isoTime(instant: Instant): string {
  const number = Math.floor(instant / DAY_MS);
  if (number !== day.number) {
    const text = new Date(instant).toISOString();
    // Years before 0 and after 9999 have a sign.
    if (text.charAt(10) !== "T") return text;
    day = { number, date: text.slice(0, 11) };
  }
  const ms = Math.trunc(instant - number * DAY_MS);
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const time = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}`;
  return `${day.date}${time}.${three(ms % 1000)}Z`;
}

const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);
const three = (value: number): string => (value < 100 ? `0${two(value)}` : `${value}`);

import type { Instant } from "@polyaxon/lifecycle";
import { isoToMicros } from "@polyaxon/tracking";

/** `2026-11-22T03:02:34.143000Z`: six decimals, as clients expect them. */
export function wireTime(instant: Instant): string;
export function wireTime(instant: Instant | null): string | null;
export function wireTime(instant: Instant | null): string | null {
  return instant === null ? null : `${new Date(instant).toISOString().slice(0, -1)}000Z`;
}

/** Conditions carry milliseconds. */
export const wireConditionTime = (instant: Instant): string => new Date(instant).toISOString();

/** Reads any ISO-8601 form that clients send; null when it is none. */
export function parseTime(text: string | null | undefined): Instant | null {
  const micros = text === null || text === undefined ? null : isoToMicros(text);
  return micros === null ? null : Math.floor(micros / 1000);
}

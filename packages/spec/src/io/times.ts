/** Dates, date-times and durations as the language writes them: ISO text and seconds. No clock is read here. */

/** `2024-01-31`; accepts a date, a date-time at midnight, or epoch seconds that fall on midnight UTC. */
export function isoDate(value: unknown): string | undefined {
  const found = isoDateTime(value);
  if (found === undefined) return undefined;
  const [day, time] = found.split("T");
  return time === undefined || /^00:00:00(\.0+)?(Z|[+-][\d:]+)?$/.test(time) ? day : undefined;
}

/** ISO text with a `T`, seconds always written, the offset kept as `+00:00` where one was given. */
export function isoDateTime(value: unknown): string | undefined {
  if (typeof value === "number") return fromEpoch(value);
  if (typeof value !== "string") return undefined;
  const match = DATE_TIME.exec(value.trim());
  if (match === null) return undefined;
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", offset = ""] = match;
  if (!isRealDate(Number(year), Number(month), Number(day))) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const zone = offsetText(offset);
  if (zone === undefined) return undefined;
  const micros = /^\.0*$/.test(fraction) ? "" : fraction.slice(0, 7).padEnd(7, "0");
  return `${year}-${pad(month!)}-${pad(day!)}T${pad(hour)}:${minute}:${second}${fraction === "" ? "" : micros}${zone}`;
}

/** Seconds of a number, `HH:MM[:SS]`, `N day(s)[, HH:MM:SS]` or an ISO-8601 duration. Numeric text is refused. */
export function durationSeconds(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string") return undefined;
  return clockSeconds(value.trim()) ?? isoDurationSeconds(value.trim());
}

/** `+00:00` appended to a date-time that names no offset. */
export function withOffset(dateTime: string): string {
  return /(Z|[+-]\d\d:\d\d)$/.test(dateTime) ? dateTime : `${dateTime}+00:00`;
}

/** A date, or a moment. Not every text of this form is one: no month has a day 32. */
export const DATE_TIME =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2})(?::(\d{2})(\.\d*)?)?[ \t]*(Z|z|[-+]\d{1,2}(?::?\d{2})?)?)?$/;
/** A duration as `HH:MM:SS`, `2 days`. Days need their word: without it `12:30:00` could also be one day and `2:30:00`. */
export const CLOCK =
  /^(?=.*[:d])([-+])?(?:(\d+(?:\.\d+)?) ?(?:days?|d)(?:, ?| |(?=\d)|$))?(?:(\d+):(\d{2})(?::(\d{2})(\.\d+)?)?)?$/;
/** A duration such as `PT1H`. */
export const ISO_DURATION =
  /^(?=.*\d)([-+])?P(?!.*T$)(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
/** As upstream counts them. */
const [YEAR, MONTH, WEEK, DAY] = [365 * 86_400, 30 * 86_400, 7 * 86_400, 86_400];

/** Of a duration: digits without end would be tried in every way that they can be split. */
const MOST_CHARACTERS = 100;

function clockSeconds(text: string): number | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const match = CLOCK.exec(text);
  if (match === null) return undefined;
  const [, sign, days = "0", hours = "0", minutes = "0", seconds = "0", fraction = "0"] = match;
  if (Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const total = Number(days) * DAY + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(fraction);
  return sign === "-" ? -total : total;
}

function isoDurationSeconds(text: string): number | undefined {
  const match = text.length > MOST_CHARACTERS ? null : ISO_DURATION.exec(text);
  if (match === null) return undefined;
  const [, sign, years = "0", months = "0", weeks = "0", days = "0", hours = "0", minutes = "0", seconds = "0"] = match;
  const ofDays = Number(years) * YEAR + Number(months) * MONTH + Number(weeks) * WEEK + Number(days) * DAY;
  const total = ofDays + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === "-" ? -total : total;
}

function fromEpoch(value: number): string | undefined {
  if (!Number.isFinite(value)) return undefined;
  // Upstream reads numbers above this as milliseconds.
  const date = new Date(Math.abs(value) > 2e10 ? value : value * 1000);
  if (Number.isNaN(date.getTime())) return undefined;
  return date.toISOString().replace(/(\.000)?Z$/, "+00:00");
}

function isRealDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Undefined: no time is that far from UTC. */
function offsetText(offset: string): string | undefined {
  if (offset === "") return "";
  if (offset.toLowerCase() === "z") return "+00:00";
  const [hours, minutes = "00"] = offset.slice(1).includes(":")
    ? offset.slice(1).split(":")
    : [offset.slice(1, 3), offset.slice(3) || "00"];
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return `${offset[0]}${pad(hours!)}:${minutes}`;
}

const pad = (digits: string): string => digits.padStart(2, "0");

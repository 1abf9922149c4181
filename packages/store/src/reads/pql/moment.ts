/** A date of the query language: the half-open span of instants that it names. */
export interface Moment {
  readonly from: number;
  readonly to: number;
}

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;
const MINUTE_MS = 60_000;

/** Null when the text is no date. A day without a time is that day, a minute without seconds that minute. */
export function parseMoment(text: string): Moment | null {
  const match = SHAPE.exec(text.trim());
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const utc = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
  );
  const date = new Date(utc);
  // Date.UTC rolls 31 February over; such a day does not exist.
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return null;
  const from = utc + Math.floor(Number(`0.${fraction ?? 0}`) * 1000) - zoneMs(zone);
  const precision =
    hour === undefined ? 24 * 60 * MINUTE_MS : second === undefined ? MINUTE_MS : fraction === undefined ? 1000 : 1;
  return { from, to: from + precision };
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const digits = zone.slice(1).replace(":", "");
  const ms = (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * MINUTE_MS;
  return zone.startsWith("-") ? -ms : ms;
}

/**
 * Instants as whole microseconds since 1970 UTC (below 2^53 until the year 2255) and their text forms.
 * Dates and hours are formatted once per second and kept: rows arrive in order, so nearly every call reuses the last one.
 */
const MICROS_PER_SECOND = 1_000_000;

let cachedSecond = Number.NaN;
/** `2026-11-22T03:02:34` of `cachedSecond`. */
let cachedIso = "";
let cachedPython = "";

function formatSecond(second: number): void {
  cachedIso = new Date(second * 1000).toISOString().slice(0, -5);
  cachedPython = cachedIso.replace("T", " ");
  cachedSecond = second;
}

/** `2026-11-22T03:02:34.273668+00:00`, always six decimals. */
export function microsToIso(micros: number): string {
  const second = Math.floor(micros / MICROS_PER_SECOND);
  if (second !== cachedSecond) formatSecond(second);
  return `${cachedIso}.${sixDigits(micros - second * MICROS_PER_SECOND)}+00:00`;
}

/** Python's text of an aware datetime: `2026-11-22 03:02:34.277333+00:00`; the decimals are left out when zero. */
export function microsToPythonText(micros: number): string {
  const second = Math.floor(micros / MICROS_PER_SECOND);
  if (second !== cachedSecond) formatSecond(second);
  const fraction = micros - second * MICROS_PER_SECOND;
  return fraction === 0 ? `${cachedPython}+00:00` : `${cachedPython}.${sixDigits(fraction)}+00:00`;
}

/** The same of a text that `isoToMicros` reads; null for any other. What is Python's text already stays as it is. */
export function toPythonText(text: string): string | null {
  const micros = isoToMicros(text);
  if (micros === null) return null;
  // The 99th second of a minute is read, and is another one of the next.
  const isPythons =
    text.charCodeAt(10) === 0x20 &&
    text.charCodeAt(14) < 0x36 &&
    text.charCodeAt(17) < 0x36 &&
    text.endsWith("+00:00") &&
    (text.length === 25 || (text.length === 32 && text.charCodeAt(19) === 0x2e && !text.startsWith("000000", 20)));
  return isPythons ? text : microsToPythonText(micros);
}

/** "000" to "999": two look-ups are several times faster than printing and padding a number. */
const THREE_DIGITS = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, "0"));

function sixDigits(fraction: number): string {
  const whole = fraction | 0;
  const thousands = (whole / 1000) | 0;
  return `${THREE_DIGITS[thousands]}${THREE_DIGITS[whole - thousands * 1000]}`;
}

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?)?(?:[Zz]|([+\- ])(\d\d)(?::?(\d\d))?)?$/;

/** The first 19 characters last read in our own form, and their instant. */
let cachedPrefix = "none";
let cachedPrefixMicros = 0;

/**
 * Reads both text forms and what clients make of them: `Z`, `+0000`, `+00`, no offset (taken as UTC), 1 to 9 decimals
 * (cut to six), and a blank where a query string lost its plus. Null when the text is no such instant.
 */
export function isoToMicros(text: string): number | null {
  const fraction = ownFraction(text);
  // The same second as the row before: nearly every row of a file.
  if (fraction !== -1 && text.startsWith(cachedPrefix)) return cachedPrefixMicros + fraction;
  const micros = readLeniently(text.trim());
  if (fraction !== -1 && micros !== null) {
    cachedPrefix = text.slice(0, 19);
    cachedPrefixMicros = micros - fraction;
  }
  return micros;
}

/** The microseconds of a text in a form that we write, `….dddddd+00:00` or without decimals `…+00:00`; −1 for any other. */
function ownFraction(text: string): number {
  if (!text.endsWith("+00:00")) return -1;
  if (text.length === 25) return 0;
  if (text.length !== 32 || text.charCodeAt(19) !== 0x2e) return -1;
  let fraction = 0;
  for (let i = 20; i < 26; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    fraction = fraction * 10 + digit;
  }
  return fraction;
}

function readLeniently(text: string): number | null {
  const parts = ISO.exec(text);
  if (parts === null) return null;
  const [
    ,
    year,
    month,
    day,
    hour = "0",
    minute = "0",
    second = "0",
    fraction = "",
    sign,
    offsetHour = "0",
    offsetMinute = "0",
  ] = parts;
  const millis = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const date = new Date(millis);
  // Date.UTC rolls the 31st of February over; such a text is a mistake, not a date.
  if (
    date.getUTCMonth() !== Number(month) - 1 ||
    date.getUTCDate() !== Number(day) ||
    date.getUTCHours() !== Number(hour)
  )
    return null;
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === "-" ? -60 : 60) * MICROS_PER_SECOND;
  return millis * 1000 + Number(fraction.slice(0, 6).padEnd(6, "0")) - offset;
}

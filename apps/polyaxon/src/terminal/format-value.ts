/** Values as people read them: short, aligned enough to compare, exact in `-o json`. */

/** Seconds as `850ms`, `12s`, `3m 05s`, `2h 10m`, `4d 3h`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "";
  if (seconds < 1) return `${Math.round(seconds * 1000)}ms`;
  if (seconds < 10) return `${(Math.floor(seconds * 10) / 10).toFixed(1)}s`;
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}m ${pad(whole % 60)}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h ${pad(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

const pad = (value: number): string => String(value).padStart(2, "0");

/** Time since an ISO instant: `just now`, `5m ago`, `3h ago`, `2d ago`; the date itself after 60 days. */
export function age(iso: string | null | undefined, now: number): string {
  if (iso === null || iso === undefined) return "";
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return "";
  const seconds = Math.floor((now - then) / 1000);
  if (seconds < 10) return "just now";
  if (seconds < 60) return `${seconds}s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ago`;
  if (seconds < 60 * 86_400) return `${Math.floor(seconds / 86_400)}d ago`;
  return iso.slice(0, 10);
}

/** An ISO instant of UTC as people read it, to the second: `2026-11-22 14:41:22 UTC`. */
export const moment = (iso: string): string => iso.replace(/^([\d-]+)T([\d:]+)(?:\.\d+)?(?:Z|\+00:00)$/, "$1 $2 UTC");

/** A param or a metric: numbers to six significant digits, text as it is, the rest as JSON. */
export function value(json: unknown): string {
  if (typeof json === "number") return number(json);
  if (typeof json === "string") return json;
  if (json === null || json === undefined) return "";
  return JSON.stringify(json);
}

function number(given: number): string {
  if (Number.isInteger(given) && Math.abs(given) < 1e15) return String(given);
  // Through Number once more, so that 0.500000 reads 0.5 and 1.00000e-7 reads 1e-7.
  return String(Number(given.toPrecision(6)));
}

/** `lr=0.1 hidden=32`, in the order given. */
export const assignments = (values: Readonly<Record<string, unknown>>): string =>
  Object.entries(values)
    .map(([key, given]) => `${key}=${value(given)}`)
    .join(" ");

/** Room for names that no user chose: the first eight digits of a uuid tell runs apart. */
export const shortUuid = (uuid: string): string => uuid.slice(0, 8);

/** `0 B`, `812 B`, `1.4 kB`, `56 MB`: powers of 1000, as disks and networks count. */
export function byteSize(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let shown = bytes;
  let unit = 0;
  // 999.6 would read 1000.
  while (shown >= 999.5 && unit < units.length - 1) {
    shown /= 1000;
    unit += 1;
  }
  return `${unit === 0 || shown >= 9.95 ? Math.round(shown) : shown.toFixed(1)} ${units[unit] ?? ""}`;
}

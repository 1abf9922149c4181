/** Kubernetes quantities. */

const CPU_UNITS: Readonly<Record<string, number>> = { "": 1, m: 1e-3, u: 1e-6, n: 1e-9 };
const BYTE_UNITS: Readonly<Record<string, number>> = {
  "": 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Cores: `2`, `"500m"`, `"0.5"`. Null when it is no such quantity. */
export const cores = (value: unknown): number | null => quantity(value, CPU_UNITS);

/** Bytes, whole: `"1Gi"`, `"512M"`, `1024`. */
export function bytes(value: unknown): number | null {
  const found = quantity(value, BYTE_UNITS);
  return found === null ? null : Math.ceil(found);
}

/** Devices: a whole number or text of one. */
export function devices(value: unknown): number | null {
  const found = quantity(value, { "": 1 });
  return found === null || Number.isInteger(found) ? found : null;
}

const QUANTITY = /^(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)\s*([a-zA-Z]*)$/;

function quantity(value: unknown, units: Readonly<Record<string, number>>): number | null {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value : null;
  const match = typeof value === "string" ? QUANTITY.exec(value.trim()) : null;
  if (match === null) return null;
  const unit = match[2] ?? "";
  const factor = Object.hasOwn(units, unit)
    ? units[unit]
    : units[unit.charAt(0).toUpperCase() + unit.slice(1).toLowerCase()];
  return factor === undefined ? null : Number(match[1]) * factor;
}

const SHAPE = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi|E|Ei)?$/;

const FACTORS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  Ki: 2 ** 10,
  M: 1e6,
  Mi: 2 ** 20,
  G: 1e9,
  Gi: 2 ** 30,
  T: 1e12,
  Ti: 2 ** 40,
  P: 1e15,
  Pi: 2 ** 50,
  E: 1e18,
  Ei: 2 ** 60,
};

/** Reads an amount with a unit of Kubernetes: `500m` is 0.5, `1Gi` is 2^30. Null when it is none. */
export function parseQuantity(text: string): number | null {
  const [, digits, unit] = SHAPE.exec(text.trim()) ?? [];
  return digits === undefined ? null : Number(digits) * (unit === undefined ? 1 : (FACTORS[unit] ?? 1));
}

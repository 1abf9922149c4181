/**
 * Takes the noise of binary fractions out of a computed value: 0.1 + 2 × 0.1 is 0.3, not 0.30000000000000004. A value that
 * 15 digits do not make clearly shorter (1/3) is left alone.
 */
export function tidy(value: number): number {
  const short = Number(value.toPrecision(15));
  return String(short).length + 2 < String(value).length ? short : value;
}

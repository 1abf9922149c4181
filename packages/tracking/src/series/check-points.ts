import type { SeriesPoints } from "./point-block.ts";

/** What points say about their series, in the order of arrival. */
export interface PointsSummary {
  readonly name: string;
  readonly points: number;
  readonly firstStep: number;
  readonly lastStep: number;
  readonly firstTime: number;
  readonly lastTime: number;
  readonly min: number;
  readonly max: number;
  readonly last: number;
}

const NAME = /^[-\w.]{1,256}$/;
/** Microseconds that a double says exactly, past the year 2200. */
const FURTHEST_TIME = 2 ** 53;

/** What is wrong with points from outside, in words; null when nothing is. */
export function pointsTrouble(series: readonly SeriesPoints[]): string | null {
  const seen = new Set<string>();
  for (const { name, steps, times } of series) {
    const shown = JSON.stringify(name.slice(0, 60));
    if (!NAME.test(name) || name === "__proto__")
      return `${shown} is no name of a series: expected 1 to 256 of the letters A-Z and a-z, digits, "_", "-" and "."`;
    if (seen.has(name)) return `the series ${shown} is named twice`;
    seen.add(name);
    if (!areWithin(steps, Number.MAX_VALUE)) return `${shown} has a step that is not a finite number`;
    if (!areWithin(times, FURTHEST_TIME)) return `${shown} has a time that is not within 2^53 microseconds of 1970`;
  }
  return null;
}

/** Whether each is a number at most so far from zero. A loop: `every` costs thirty times as much for each of millions. */
function areWithin(values: Float64Array, furthest: number): boolean {
  for (let at = 0; at < values.length; at += 1) if (!(Math.abs(values[at] as number) <= furthest)) return false;
  return true;
}

/** Series without points are left out. */
export function summariesOf(series: readonly SeriesPoints[]): PointsSummary[] {
  return series
    .filter(({ steps }) => steps.length > 0)
    .map(({ name, steps, times, values }) => {
      let min = Number.NaN;
      let max = Number.NaN;
      for (const value of values) {
        if (value < min || (Number.isNaN(min) && !Number.isNaN(value))) min = value;
        if (value > max || (Number.isNaN(max) && !Number.isNaN(value))) max = value;
      }
      return {
        name,
        points: steps.length,
        firstStep: steps[0] as number,
        lastStep: steps.at(-1) as number,
        firstTime: times[0] as number,
        lastTime: times.at(-1) as number,
        min,
        max,
        last: values.at(-1) as number,
      };
    });
}

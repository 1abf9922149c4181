import { PART_POINTS, type SortedPoints } from "./series-part.ts";

/** Brings points that arrived one after the other into the order of their steps; those of equal step stay in order. */
export function sortPoints(pieces: readonly SortedPoints[]): SortedPoints {
  const length = pieces.reduce((sum, { steps }) => sum + steps.length, 0);
  const all = { steps: new Float64Array(length), times: new Float64Array(length), values: new Float64Array(length) };
  let at = 0;
  for (const { steps, times, values } of pieces) {
    all.steps.set(steps, at);
    all.times.set(times, at);
    all.values.set(values, at);
    at += steps.length;
  }
  if (isSorted(all.steps)) return all;
  const { steps, times, values } = all;
  const order = Uint32Array.from(steps, (_, index) => index).sort(
    (a, b) => (steps[a] as number) - (steps[b] as number) || a - b,
  );
  const picked = (from: Float64Array): Float64Array => Float64Array.from(order, (index) => from[index] as number);
  return { steps: picked(steps), times: picked(times), values: picked(values) };
}

/** Parts of bounded length. */
export function* cutIntoParts({ steps, times, values }: SortedPoints): Generator<SortedPoints> {
  for (let from = 0; from < steps.length; from += PART_POINTS) {
    const to = from + PART_POINTS;
    yield { steps: steps.subarray(from, to), times: times.subarray(from, to), values: values.subarray(from, to) };
  }
}

function isSorted(steps: Float64Array): boolean {
  for (let at = 1; at < steps.length; at += 1) if ((steps[at] as number) < (steps[at - 1] as number)) return false;
  return true;
}

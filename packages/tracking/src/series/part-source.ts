import { NODE_POINTS, nodesOf, type PartNodes, type SortedPoints } from "./series-part.ts";

/** One part of a series, wherever it lies: its points are asked for only when they are needed. */
export interface PartSource {
  readonly attempt: number;
  /** Of two parts of an attempt the later has the larger. */
  readonly arrival: number;
  readonly points: number;
  readonly stepMin: number;
  readonly stepMax: number;
  nodes(): Promise<PartNodes>;
  /** Points `from` up to but not including `to`. */
  read(from: number, to: number): Promise<StepValues>;
}

export interface StepValues {
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

/** A part of points that are in memory. */
export function partInMemory(
  points: Pick<SortedPoints, "steps" | "values">,
  of: { readonly attempt: number; readonly arrival: number },
): PartSource {
  const { steps, values } = points;
  let nodes: PartNodes | null = null;
  return {
    ...of,
    points: steps.length,
    stepMin: steps[0] ?? Number.NaN,
    stepMax: steps.at(-1) ?? Number.NaN,
    nodes: async () => (nodes ??= nodesOf(points)),
    read: async (from, to) => ({ steps: steps.subarray(from, to), values: values.subarray(from, to) }),
  };
}

/** Points of one part that are read at once while it is merged with others. */
export const READ_POINTS = 4 * NODE_POINTS;

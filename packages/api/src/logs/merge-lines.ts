import type { PlacedLine } from "./log-file.ts";

/** A line, and which of the merged sources it is from. */
export interface MergedLine extends PlacedLine {
  readonly source: number;
}

/** Merges sources that are in time order into one; equal times keep the order of the sources. */
export async function* mergeLines(sources: readonly AsyncGenerator<PlacedLine>[]): AsyncGenerator<MergedLine> {
  const heads: (PlacedLine | null)[] = [];
  try {
    for (const source of sources) heads.push(await next(source));
    for (;;) {
      let earliest = -1;
      for (const [index, head] of heads.entries()) {
        if (head === null) continue;
        const best = earliest === -1 ? null : heads[earliest];
        if (best == null || head.line.timestampMicros < best.line.timestampMicros) earliest = index;
      }
      const head = heads[earliest];
      const source = sources[earliest];
      if (head == null || source === undefined) return;
      yield { ...head, source: earliest };
      heads[earliest] = await next(source);
    }
  } finally {
    await Promise.all(sources.map((source) => source.return(undefined)));
  }
}

async function next(source: AsyncGenerator<PlacedLine>): Promise<PlacedLine | null> {
  const step = await source.next();
  return step.done === true ? null : step.value;
}

import type { PlacedLine } from "./log-file.ts";

/** Lines in a row of one of the merged sources, never empty. */
export interface MergedLines {
  readonly source: number;
  readonly lines: readonly PlacedLine[];
}

interface Head {
  readonly lines: readonly PlacedLine[];
  readonly at: number;
}

/**
 * Merges sources that are in time order into one; equal times keep the order of the sources. In pieces as long as they come:
 * one file, or attempts one after another, cost no more than reading them.
 */
export async function* mergeLines(
  sources: readonly AsyncGenerator<readonly PlacedLine[]>[],
): AsyncGenerator<MergedLines> {
  const heads: (Head | null)[] = [];
  try {
    for (const source of sources) heads.push(await next(source));
    for (;;) {
      const source = earliest(heads, -1);
      const head = heads[source];
      if (head == null) return;
      const until = endOfTurn(heads, source);
      yield {
        source,
        lines: until === head.lines.length && head.at === 0 ? head.lines : head.lines.slice(head.at, until),
      };
      heads[source] = until < head.lines.length ? { lines: head.lines, at: until } : await refill(sources[source]);
    }
  } finally {
    await Promise.all(sources.map((source) => source.return(undefined)));
  }
}

const stampOf = (head: Head): number => head.lines[head.at]?.line.timestampMicros ?? Number.POSITIVE_INFINITY;

/** Index of the source whose next line is the earliest, `except` one; −1 when all have ended. */
function earliest(heads: readonly (Head | null)[], except: number): number {
  let best = -1;
  let bestStamp = Number.POSITIVE_INFINITY;
  for (const [index, head] of heads.entries()) {
    if (head === null || index === except || stampOf(head) >= bestStamp) continue;
    best = index;
    bestStamp = stampOf(head);
  }
  return best;
}

/** Up to where the lines of a source stand before those of every other. */
function endOfTurn(heads: readonly (Head | null)[], source: number): number {
  const head = heads[source] as Head;
  const rival = earliest(heads, source);
  const rivalHead = heads[rival];
  if (rivalHead == null) return head.lines.length;
  const limit = stampOf(rivalHead);
  let at = head.at + 1;
  for (; at < head.lines.length; at += 1) {
    const stamp = head.lines[at]?.line.timestampMicros ?? limit;
    if (stamp > limit || (stamp === limit && source > rival)) break;
  }
  return at;
}

async function refill(source: AsyncGenerator<readonly PlacedLine[]> | undefined): Promise<Head | null> {
  return source === undefined ? null : await next(source);
}

async function next(source: AsyncGenerator<readonly PlacedLine[]>): Promise<Head | null> {
  for (;;) {
    const step = await source.next();
    if (step.done === true) return null;
    if (step.value.length > 0) return { lines: step.value, at: 0 };
  }
}

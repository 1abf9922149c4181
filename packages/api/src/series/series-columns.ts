import type { SeriesFiles } from "@polyaxon/artifacts";
import type { RunId, SeriesBlock, Store } from "@polyaxon/orchestrator";
import { BLOCK_LIMITS, decodePart, decodePointBlock, type SeriesPoints, sortPoints } from "@polyaxon/tracking";
import { streamError } from "../api-error.ts";

export type SeriesColumns = Pick<SeriesPoints, "steps" | "times" | "values">;

/** Of one request; as many rows of JSON are some hundred megabytes. */
export const MOST_POINTS = 2_000_000;
const PAGE_POINTS = 500_000;

interface Piece extends SeriesColumns {
  readonly attempt: number;
}

/**
 * All points of some series that came in batches, for clients that read events. By step; of a step that several attempts have, those of
 * the last one. Names of which no batch came are absent.
 *
 * @param budget points that may be read; what is read is taken from it
 * @throws ApiError 413 when there are too many
 */
export async function columnsOfSeries(
  deps: { readonly store: Pick<Store, "seriesBlocks" | "sealedSeries">; readonly seriesFiles: SeriesFiles },
  run: RunId,
  names: readonly string[],
  budget: { points: number },
): Promise<ReadonlyMap<string, SeriesColumns>> {
  const pieces = new Map<string, Piece[]>();
  const take = (name: string, piece: Piece): void => {
    budget.points -= piece.steps.length;
    if (budget.points < 0)
      throw streamError(413, "too-large", `these series hold more than ${MOST_POINTS} points; ask for fewer names`);
    const known = pieces.get(name);
    if (known === undefined) pieces.set(name, [piece]);
    else known.push(piece);
  };
  // Blocks first: what is sealed between the two reads is then seen twice, and told by its arrival.
  const blocks: SeriesBlock[] = [];
  for (let after: number | null = null; ;) {
    const page: readonly SeriesBlock[] = await deps.store.seriesBlocks(run, { after, maxPoints: PAGE_POINTS });
    if (page.length === 0) break;
    blocks.push(...page);
    after = page.at(-1)?.arrival ?? null;
  }
  const sealedUpTo = new Map<string, number>();
  const sealed = (await deps.store.sealedSeries([run], names))[0]?.parts ?? [];
  for (const { arrival, attempt, chunk, length, name, position } of sealed) {
    sealedUpTo.set(name, Math.max(arrival, sealedUpTo.get(name) ?? 0));
    const opened = await deps.seriesFiles.open(run, chunk);
    if (opened === null) throw streamError(503, "busy", `a piece of the series ${name} is not there; ask again later`);
    try {
      take(name, { attempt, ...decodePart(await opened.read(position, length)) });
    } finally {
      await opened.close();
    }
  }
  const only = new Set(names);
  for (const { arrival, attempt, bytes } of blocks)
    for (const { name, ...points } of decodePointBlock(bytes, BLOCK_LIMITS, only))
      if (arrival > (sealedUpTo.get(name) ?? 0)) take(name, { attempt, ...points });
  return new Map([...pieces].map(([name, some]) => [name, inOrder(some)]));
}

function inOrder(pieces: readonly Piece[]): SeriesColumns {
  if (pieces.every(({ attempt }) => attempt === pieces[0]?.attempt)) return sortPoints(pieces);
  const newest = new Map<number, number>();
  for (const { attempt, steps } of pieces)
    for (const step of steps) newest.set(step, Math.max(attempt, newest.get(step) ?? attempt));
  return sortPoints(
    pieces.map(({ attempt, steps, times, values }) => {
      const counts = (_: number, at: number): boolean => newest.get(steps[at] as number) === attempt;
      return { steps: steps.filter(counts), times: times.filter(counts), values: values.filter(counts) };
    }),
  );
}

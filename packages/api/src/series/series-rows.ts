import type { SeriesFiles } from "@polyaxon/artifacts";
import type { RunId, SeriesBlock, Store } from "@polyaxon/orchestrator";
import { BLOCK_LIMITS, decodePart, decodePointBlock, type SeriesPoints } from "@polyaxon/tracking";
import { streamError } from "../api-error.ts";

/** Of one request; as many rows of JSON are some hundred megabytes. */
const MOST_POINTS = 2_000_000;
const PAGE_POINTS = 500_000;

export interface SeriesRow {
  readonly step: number;
  readonly timestampMicros: number;
  readonly value: number;
}

interface Piece extends Pick<SeriesPoints, "steps" | "times" | "values"> {
  readonly attempt: number;
}

/**
 * All points of some series that came in batches, for clients that read events. By step; of a step that several attempts have, those of
 * the last one. Names of which no batch came are absent.
 *
 * @throws ApiError 413 when there are too many
 */
export async function rowsOfSeries(
  deps: { readonly store: Pick<Store, "seriesBlocks" | "sealedSeries">; readonly seriesFiles: SeriesFiles },
  run: RunId,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly SeriesRow[]>> {
  const pieces = new Map<string, Piece[]>();
  let room = MOST_POINTS;
  const take = (name: string, piece: Piece): void => {
    room -= piece.steps.length;
    if (room < 0)
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

function inOrder(pieces: readonly Piece[]): readonly SeriesRow[] {
  const newest = new Map<number, number>();
  const isOne = pieces.every(({ attempt }) => attempt === pieces[0]?.attempt);
  if (!isOne)
    for (const { attempt, steps } of pieces)
      for (const step of steps) newest.set(step, Math.max(attempt, newest.get(step) ?? attempt));
  const rows: SeriesRow[] = [];
  for (const { attempt, steps, times, values } of pieces)
    for (const [at, step] of steps.entries())
      if (isOne || newest.get(step) === attempt)
        rows.push({ step, timestampMicros: times[at] ?? 0, value: values[at] ?? Number.NaN });
  // Sorting is stable: points of one step stay as they arrived.
  return rows.sort((a, b) => a.step - b.step);
}

import type { SeriesFiles } from "@polyaxon/artifacts";
import type { RunId, SeriesBlock, SeriesPart, Store } from "@polyaxon/orchestrator";
import { type ChartWindow, gatherBlocks, orderOf, partInMemory, type PartSource } from "@polyaxon/tracking";
import { chunkPart } from "./chunk-part.ts";
import type { FileColumns } from "./file-columns.ts";
import { streamError } from "../api-error.ts";

/** Points that are not sealed yet, of one run, that a request may have in memory. */
const MOST_UNSEALED = 8_000_000;
const PAGE_POINTS = 1_000_000;

/** What there is of some series of a run at one moment. */
export interface SeriesOfRun {
  readonly sealed: readonly SeriesPart[];
  /** Not sealed, by name. */
  readonly recent: ReadonlyMap<string, readonly PartSource[]>;
  /** Of names that no batch has brought: uploaded files, by name. */
  readonly uploaded: ReadonlyMap<string, readonly PartSource[]>;
}

export interface SeriesDeps {
  readonly store: Pick<Store, "seriesBlocks" | "sealedSeries">;
  readonly seriesFiles: SeriesFiles;
  readonly fileColumns: FileColumns;
}

/** Of each run that has nothing else: what of its series is sealed. */
export async function whollySealed(
  { store }: Pick<SeriesDeps, "store">,
  runs: readonly RunId[],
  names: readonly string[],
): Promise<Map<RunId, readonly SeriesPart[]>> {
  const found = await store.sealedSeries(runs, names);
  return new Map(found.filter(({ hasBlocks }) => !hasBlocks).map(({ run, parts }) => [run, parts]));
}

/**
 * A name that batches have brought is theirs; any other is read from its uploaded file.
 * @param known what `whollySealed` said of the run, if it did
 */
export async function seriesOfRun(
  deps: SeriesDeps,
  run: RunId,
  names: readonly string[],
  known?: readonly SeriesPart[],
): Promise<SeriesOfRun> {
  const only = new Set(names);
  // Blocks first: what is sealed between the two reads is then seen twice, and told by its arrival.
  const blocks = known === undefined ? await blocksOf(deps, run) : [];
  const sealed = known ?? (await deps.store.sealedSeries([run], names))[0]?.parts ?? [];
  const sealedUpTo = new Map<string, number>();
  for (const { name, arrival } of sealed) sealedUpTo.set(name, Math.max(arrival, sealedUpTo.get(name) ?? 0));

  const recent = new Map<string, PartSource[]>();
  const isNew = (name: string, arrival: number): boolean => arrival > (sealedUpTo.get(name) ?? 0);
  for (const part of gatherBlocks(blocks, isNew, only)) {
    const source = partInMemory(part.points, { attempt: part.attempt, arrival: orderOf(part) });
    const before = recent.get(part.name);
    if (before === undefined) recent.set(part.name, [source]);
    else before.push(source);
  }
  const uploaded = new Map<string, readonly PartSource[]>();
  for (const name of only) {
    if (recent.has(name) || sealedUpTo.has(name)) continue;
    const parts = await deps.fileColumns.metric(run, name);
    if (parts !== null) uploaded.set(name, parts);
  }
  return { sealed, recent, uploaded };
}

async function blocksOf({ store }: SeriesDeps, run: RunId): Promise<readonly SeriesBlock[]> {
  const blocks: SeriesBlock[] = [];
  let points = 0;
  for (let after: number | null = null; ;) {
    const page: readonly SeriesBlock[] = await store.seriesBlocks(run, { after, maxPoints: PAGE_POINTS });
    if (page.length === 0) break;
    blocks.push(...page);
    points += page.reduce((sum, block) => sum + block.points, 0);
    if (points > MOST_UNSEALED)
      throw streamError(
        503,
        "busy",
        `more than ${MOST_UNSEALED} points of run ${run} wait to be sealed; ask again later`,
      );
    after = page.at(-1)?.arrival ?? null;
  }
  return blocks;
}

/** Parts of one name, ready to be drawn. */
export function partsOfName(
  of: SeriesOfRun,
  name: string,
  reading: Parameters<typeof chunkPart>[1],
  window: ChartWindow,
): PartSource[] {
  const sealed = of.sealed.filter((part) => part.name === name).map((part) => chunkPart(part, reading, window));
  return [...sealed, ...(of.recent.get(name) ?? []), ...(of.uploaded.get(name) ?? [])];
}

/** The first and the last step of a name; null when it has no points. */
export function stepRange(of: SeriesOfRun, name: string): { readonly from: number; readonly to: number } | null {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  const take = ({ points, stepMin, stepMax }: Pick<PartSource, "points" | "stepMin" | "stepMax">): void => {
    if (points === 0) return;
    from = Math.min(from, stepMin);
    to = Math.max(to, stepMax);
  };
  for (const part of of.sealed) if (part.name === name) take(part);
  for (const part of [...(of.recent.get(name) ?? []), ...(of.uploaded.get(name) ?? [])]) take(part);
  return from > to ? null : { from, to };
}

import type { OpenedChunk, SeriesFiles } from "@polyaxon/artifacts";
import type { RunId } from "@polyaxon/orchestrator";
import type { ReadMemory } from "./read-memory.ts";

/** Chunks that are kept open while a run is drawn; of more, each read opens its own. */
const MOST_OPEN = 64;

/** Reads chunks of one run; close it when done. */
export interface ChunkReader {
  /** What is asked for at the same time is read at once where it lies close together. */
  read(chunk: string, position: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** @param memory what is read lies in it, until it is used again */
export function createChunkReader(files: SeriesFiles, run: RunId, memory: ReadMemory): ChunkReader {
  const kept = new Map<string, Promise<OpenedChunk>>();
  const open = async (chunk: string): Promise<OpenedChunk> => {
    const opened = await files.open(run, chunk);
    if (opened === null)
      throw new Error(`the chunk ${chunk} of the series of run ${run} is missing; restore it from a backup`);
    return opened;
  };
  const read = async (chunk: string, position: number, length: number): Promise<Uint8Array> => {
    const known = kept.get(chunk);
    if (known === undefined && kept.size >= MOST_OPEN) {
      const once = await open(chunk);
      try {
        return await once.read(position, length, memory.take(length) ?? undefined);
      } finally {
        await once.close();
      }
    }
    const opened = known ?? open(chunk);
    kept.set(chunk, opened);
    return await (await opened).read(position, length, memory.take(length) ?? undefined);
  };
  let waiting: Wanted[] = [];
  const readWaiting = (): void => {
    const groups = closeTogether(waiting);
    waiting = [];
    for (const group of groups) serve(group, read);
  };
  return {
    read: (chunk, position, length) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) process.nextTick(readWaiting);
        waiting.push({ chunk, position, length, resolve, reject });
      }),
    async close() {
      for (const opened of await Promise.allSettled(kept.values()))
        if (opened.status === "fulfilled") await opened.value.close();
    },
  };
}

interface Wanted {
  readonly chunk: string;
  readonly position: number;
  readonly length: number;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

/** What lies between two pieces is read too, where it is no more than this: the times of a part of full length. */
const MOST_BETWEEN = 72 * 1024;
const MOST_AT_ONCE = 2 * 1024 * 1024;

/** Pieces that are read at once, each group in the order in which they lie. */
function closeTogether(wanted: readonly Wanted[]): readonly (readonly Wanted[])[] {
  const groups: Wanted[][] = [];
  let begin = 0;
  let end = 0;
  const inOrder = wanted.toSorted((a, b) => (a.chunk < b.chunk ? -1 : a.chunk > b.chunk ? 1 : a.position - b.position));
  for (const piece of inOrder) {
    const group = groups.at(-1);
    const pieceEnd = piece.position + piece.length;
    if (
      group !== undefined &&
      group[0]?.chunk === piece.chunk &&
      piece.position - end <= MOST_BETWEEN &&
      Math.max(end, pieceEnd) - begin <= MOST_AT_ONCE
    ) {
      group.push(piece);
      end = Math.max(end, pieceEnd);
    } else {
      groups.push([piece]);
      begin = piece.position;
      end = pieceEnd;
    }
  }
  return groups;
}

function serve(pieces: readonly Wanted[], read: ChunkReader["read"]): void {
  const [{ chunk, position: begin } = { chunk: "", position: 0 }] = pieces;
  const end = Math.max(...pieces.map(({ position, length }) => position + length));
  read(chunk, begin, end - begin).then(
    (bytes) => {
      for (const { position, length, resolve } of pieces)
        resolve(bytes.subarray(position - begin, position - begin + length));
    },
    (error: unknown) => {
      for (const { reject } of pieces) reject(error);
    },
  );
}

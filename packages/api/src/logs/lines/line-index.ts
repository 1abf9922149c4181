import { createHash } from "node:crypto";
import type { ArtifactStore } from "@polyaxon/artifacts";
import type { LogFile } from "../log-file.ts";
import { rowsOf } from "./rows.ts";

/** Lines between two that the index knows the place of: at most so many are read to find one. */
export const STRIDE = 1_024;
/** Growth after which the index is stored again; what is not stored is a fraction of a second to read. */
const STORE_EVERY_BYTES = 16 * 1024 * 1024;
const LARGEST_STORED_BYTES = 64 * 1024 * 1024;
/** Of the log's beginning, and of what stands before the indexed end: the index of another file is not taken for this one's. */
const PRINT_BYTES = 256;
const MOST_KEPT = 64;

/** Where lines begin in a log file: the 0th, the `STRIDE`th, and so on. */
export interface LineIndex {
  readonly lines: number;
  /** Bytes it knows; behind a line break. */
  readonly bytes: number;
  readonly offsets: readonly number[];
  /** Of the log as far as it is known. */
  readonly print: string;
}

const EMPTY: LineIndex = { lines: 0, bytes: 0, offsets: [], print: "" };

/**
 * The line indexes of log files. Each is read from the log itself, kept in memory, and for large logs stored beside them
 * (`plxlogs/.lines/`), whole or not at all; one that is missing, older or of another file costs only time. Nothing but this writes
 * there: writers of logs need not know of it.
 */
export class LineIndexes {
  readonly #artifacts: ArtifactStore;
  readonly #kept = new Map<string, Promise<LineIndex>>();

  constructor(artifacts: ArtifactStore) {
    this.#artifacts = artifacts;
  }

  /** Of all whole lines that the file had when it was opened. */
  async of(run: string, file: LogFile): Promise<LineIndex> {
    const name = `${run}/${file.name}`;
    const before = this.#kept.get(name);
    const index = (before ?? this.#stored(run, file))
      .catch(() => EMPTY)
      .then((known) => this.#brought(run, file, known));
    this.#kept.delete(name);
    this.#kept.set(name, index);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(oldest);
    }
    try {
      return await index;
    } catch (error) {
      if (this.#kept.get(name) === index) this.#kept.delete(name);
      throw error;
    }
  }

  /** The index as it was, and what has been added to the file since. */
  async #brought(run: string, file: LogFile, known: LineIndex): Promise<LineIndex> {
    const isOfThisFile = known.bytes <= file.sizeBytes && known.print === (await printOf(file, known.bytes));
    const start = isOfThisFile ? known : EMPTY;
    const index = await extended(file, start);
    const isWorthIt = Math.floor(index.bytes / STORE_EVERY_BYTES) > Math.floor(start.bytes / STORE_EVERY_BYTES);
    if (isWorthIt) await this.#store(run, file, index);
    return index;
  }

  async #store(run: string, file: LogFile, index: LineIndex): Promise<void> {
    const stored = { version: 1, stride: STRIDE, ...index };
    const bytes = Buffer.from(JSON.stringify(stored));
    // A full disk must not keep anybody from reading: the index is only ever a help.
    await this.#artifacts.write(run, pathOf(file), [bytes], { maxBytes: LARGEST_STORED_BYTES }).catch(() => undefined);
  }

  async #stored(run: string, file: LogFile): Promise<LineIndex> {
    if (file.sizeBytes < STORE_EVERY_BYTES) return EMPTY;
    const opened = await this.#artifacts.open(run, pathOf(file));
    if (opened === null) return EMPTY;
    try {
      if (opened.sizeBytes > LARGEST_STORED_BYTES) return EMPTY;
      const text = Buffer.from(await opened.read(0, opened.sizeBytes)).toString("utf8");
      return readStored(JSON.parse(text) as unknown);
    } finally {
      await opened.close();
    }
  }
}

const pathOf = (file: LogFile): string => `plxlogs/.lines/${file.name}.json`;

/** @throws when it is no index of this version: then it is made anew */
function readStored(value: unknown): LineIndex {
  const { bytes, lines, offsets, print, stride, version } = value as Record<string, unknown>;
  const isWhole = (number: unknown): number is number => Number.isSafeInteger(number) && (number as number) >= 0;
  if (version !== 1 || stride !== STRIDE || !isWhole(bytes) || !isWhole(lines) || typeof print !== "string")
    throw new Error("not an index of lines");
  if (
    !Array.isArray(offsets) ||
    offsets.length !== Math.ceil(lines / STRIDE) ||
    !offsets.every((at) => isWhole(at) && at < bytes)
  )
    throw new Error("not an index of lines");
  return { bytes, lines, offsets: offsets as number[], print };
}

async function extended(file: LogFile, known: LineIndex): Promise<LineIndex> {
  let { bytes, lines } = known;
  const offsets: number[] = [...known.offsets];
  for await (const rows of rowsOf(file, bytes, file.sizeBytes)) {
    const count = rows.spans.length / 2;
    for (let next = offsets.length * STRIDE - lines; next < count; next += STRIDE)
      offsets.push(rows.offset + (rows.spans[next * 2] ?? 0));
    lines += count;
    bytes = rows.end;
  }
  return { lines, bytes, offsets, print: await printOf(file, bytes) };
}

async function printOf(file: LogFile, bytes: number): Promise<string> {
  if (bytes === 0) return "";
  const hash = createHash("sha256");
  hash.update(await file.read(0, Math.min(PRINT_BYTES, bytes)));
  hash.update(await file.read(Math.max(0, bytes - PRINT_BYTES), Math.min(PRINT_BYTES, bytes)));
  return hash.digest("hex").slice(0, 32);
}

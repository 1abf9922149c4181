import { createHash } from "node:crypto";
import type { ArtifactStore, OpenedArtifact } from "@polyaxon/artifacts";
import type { RunId } from "@polyaxon/orchestrator";
import { cutIntoParts, parseEventFile, partInMemory, type PartSource, sortPoints } from "@polyaxon/tracking";
import { streamError } from "../api-error.ts";

const CHUNK_BYTES = 1024 * 1024;
/** Longest file that is read. */
const MOST_BYTES = 256 * 1024 * 1024;
/** Of all columns that are kept, in memory. */
const KEPT_BYTES = 64 * 1024 * 1024;
const POINT_BYTES = 16;

/** What was read of a file, and up to where: the same bytes are never parsed again. */
interface Columns {
  /** As the store calls this state of the file. */
  readonly version: string;
  /** Whole lines, in bytes, and the hash of them. */
  readonly length: number;
  readonly hash: string;
  readonly steps: Float64Array;
  readonly values: Float64Array;
  /** A last row without a line break, which may still grow. */
  readonly rest: string;
}

/**
 * Columns of uploaded event files. The file is the truth: what is kept of it holds as long as the file has not changed; of one
 * that begins with the bytes that were read (by length and hash) only the rest is read, any other is read from its beginning.
 * A row without a step has its place in the file as its step.
 */
export interface FileColumns {
  /** Null when there is no such file. */
  metric(run: RunId, name: string): Promise<readonly PartSource[] | null>;
}

export function createFileColumns(artifacts: Pick<ArtifactStore, "open">): FileColumns {
  const kept = new Map<string, Columns>();
  let keptBytes = 0;

  function keep(key: string, columns: Columns): void {
    drop(key);
    kept.set(key, columns);
    keptBytes += columns.steps.length * POINT_BYTES;
    for (const oldest of kept.keys()) {
      if (keptBytes <= KEPT_BYTES) break;
      drop(oldest);
    }
  }
  function drop(key: string): void {
    keptBytes -= (kept.get(key)?.steps.length ?? 0) * POINT_BYTES;
    kept.delete(key);
  }

  return {
    async metric(run, name) {
      const file = await artifacts.open(run, `events/metric/${name}.plx`);
      if (file === null) return null;
      const key = `${run} ${name}`;
      try {
        const known = kept.get(key) ?? null;
        const columns = known?.version === file.version ? known : await readColumns(file, known);
        keep(key, columns);
        return partsOf(columns);
      } finally {
        await file.close();
      }
    },
  };
}

function partsOf({ steps, values, rest }: Columns): readonly PartSource[] {
  const last = parseEventFile("metric", rest).map(
    (row, index) => [row.step ?? steps.length + index, row.value] as const,
  );
  const all = sortPoints([
    { steps, times: new Float64Array(steps.length), values },
    {
      steps: Float64Array.from(last, ([step]) => step),
      times: new Float64Array(last.length),
      values: Float64Array.from(last, ([, value]) => numberOf(value)),
    },
  ]);
  return [...cutIntoParts(all)].map((part, arrival) => partInMemory(part, { attempt: 0, arrival }));
}

async function readColumns(file: OpenedArtifact, known: Columns | null): Promise<Columns> {
  if (file.sizeBytes > MOST_BYTES)
    throw streamError(413, "too-large", `this file of events holds more than ${MOST_BYTES} bytes`);
  const hash = createHash("sha256");
  const goesOn = known !== null && known.length <= file.sizeBytes && (await hashes(file, known, hash));
  const digest = goesOn ? hash : createHash("sha256");
  const steps = goesOn ? [known.steps] : [];
  const values = goesOn ? [known.values] : [];
  let rows = goesOn ? known.steps.length : 0;
  let position = goesOn ? known.length : 0;
  let pending: Buffer = Buffer.alloc(0);
  for (;;) {
    const chunk = Buffer.from(await file.read(position + pending.length, CHUNK_BYTES));
    const bytes = Buffer.concat([pending, chunk]);
    const end = bytes.lastIndexOf(10) + 1;
    const whole = bytes.subarray(0, end);
    digest.update(whole);
    const found = parseEventFile("metric", whole.toString("utf8"));
    steps.push(Float64Array.from(found, ({ step }, index) => step ?? rows + index));
    values.push(Float64Array.from(found, ({ value }) => numberOf(value)));
    rows += found.length;
    position += end;
    pending = bytes.subarray(end);
    if (chunk.length === 0 || position + pending.length > MOST_BYTES) break;
  }
  return {
    version: file.version,
    length: position,
    hash: digest.copy().digest("hex"),
    steps: joined(steps),
    values: joined(values),
    rest: pending.toString("utf8"),
  };
}

/** Whether the file begins with what was read; `hash` has taken it in then. */
async function hashes(
  file: OpenedArtifact,
  { length, hash: expected }: Columns,
  hash: ReturnType<typeof createHash>,
): Promise<boolean> {
  for (let at = 0; at < length;) {
    const bytes = await file.read(at, Math.min(CHUNK_BYTES, length - at));
    if (bytes.byteLength === 0) return false;
    hash.update(bytes);
    at += bytes.byteLength;
  }
  return hash.copy().digest("hex") === expected;
}

function joined(pieces: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Of a cell that the reader of event files takes for a number: also as Python writes it. */
function numberOf(text: string): number {
  const value = Number(text);
  if (!Number.isNaN(value)) return value;
  const word = text.trim().toLowerCase();
  return word.includes("inf") ? (word.startsWith("-") ? -Infinity : Infinity) : Number.NaN;
}

import type { ArtifactStore } from "@polyaxon/artifacts";
import type { RunId } from "@polyaxon/orchestrator";
import {
  type ArtifactKind,
  encodeEventRow,
  eventColumns,
  eventFileHeader,
  type EventRow,
  floatText,
  MetricJson,
  parseEventFile,
} from "@polyaxon/tracking";
import { streamError } from "../api-error.ts";
import { columnsOfSeries, MOST_POINTS, type SeriesColumns } from "../series/series-columns.ts";
import { setImmediate } from "node:timers/promises";

/** Where a series lies: events of a kind, or the system metrics. */
export interface SeriesFolder {
  readonly path: string;
  readonly kind: ArtifactKind;
}

export const eventsFolder = (kind: ArtifactKind): SeriesFolder =>
  kind === "system" ? { path: "resources/metric", kind: "metric" } : { path: `events/${kind}`, kind };

export type EventsDeps = Parameters<typeof columnsOfSeries>[0] & { readonly artifacts: ArtifactStore };

export interface EventsRequest {
  readonly names: readonly string[];
  readonly orient: "dict" | "csv";
  readonly sample?: number | undefined;
}

export interface WireEvents {
  readonly name: string;
  readonly kind: string;
  /** JSON that is written already, or what is to be. */
  readonly data: unknown;
}

const ENDING = ".plx";
const NAME = /^[-\w.]{1,256}$/;
/** Of one request, all its names together. */
const MOST_BYTES = 256 * 1024 * 1024;

/** What a request may still read: of files, and of points that came in batches. */
export interface EventsBudget {
  bytes: number;
  points: number;
}

export const eventsBudget = (): EventsBudget => ({ bytes: MOST_BYTES, points: MOST_POINTS });
const CHUNK_BYTES = 1024 * 1024;

/** Names of all series in a folder. */
export async function seriesNames(artifacts: ArtifactStore, run: string, folder: SeriesFolder): Promise<string[]> {
  const listing = await artifacts.list(run, folder.path);
  return (listing?.files ?? [])
    .filter(({ name }) => name.endsWith(ENDING))
    .map(({ name }) => name.slice(0, -ENDING.length));
}

export const seriesPath = (folder: SeriesFolder, name: string): string => `${folder.path}/${name}${ENDING}`;

/**
 * Reads series; names that are nowhere are left out. A metric that came in batches has no file until its run ends, or never: then it is
 * read from these.
 */
export async function readEvents(
  deps: EventsDeps,
  run: RunId,
  folder: SeriesFolder,
  request: EventsRequest,
  budget = eventsBudget(),
): Promise<WireEvents[]> {
  const found: WireEvents[] = [];
  // Of what is sampled, rows are chosen first.
  const orient = request.orient === "dict" && folder.kind === "metric" && !request.sample ? "json" : request.orient;
  const texts = new Map<string, EventRow[] | MetricJson | string | null>();
  for (const name of new Set(request.names))
    texts.set(name, await readSeries(deps.artifacts, run, folder, name, orient, budget));
  const missing = folder.path === BATCHED ? [...texts].filter(([, text]) => text === null).map(([name]) => name) : [];
  const batched = missing.length === 0 ? null : await columnsOfSeries(deps, run, missing, budget);
  for (const [name, read] of texts) {
    const rowsOrText = read ?? (await eventsOf(batched?.get(name), orient));
    if (rowsOrText === null) continue;
    const data =
      typeof rowsOrText === "string" || rowsOrText instanceof MetricJson
        ? rowsOrText
        : eventColumns(folder.kind, rowsOrText, request.sample === undefined ? {} : { sample: request.sample });
    found.push({ name, kind: folder.kind, data });
  }
  return found;
}

/** Metrics are what batches bring. */
const BATCHED = "events/metric";

/** Points that are written at once, so that a long series does not stop everything else for as long as it takes. */
const POINTS_AT_ONCE = 32_768;

async function eventsOf(
  columns: SeriesColumns | undefined,
  orient: "dict" | "json" | "csv",
): Promise<EventRow[] | MetricJson | string | null> {
  if (columns === undefined) return null;
  const { steps, times, values } = columns;
  if (orient === "json") {
    const json = new MetricJson();
    for (let from = 0; from < steps.length; from += POINTS_AT_ONCE) {
      if (from > 0) await setImmediate();
      const to = from + POINTS_AT_ONCE;
      json.addPoints({
        steps: steps.subarray(from, to),
        times: times.subarray(from, to),
        values: values.subarray(from, to),
      });
    }
    return json;
  }
  const rows = Array.from(steps, (step, at) => ({ step, timestamp: times[at] ?? 0, value: values[at] ?? Number.NaN }));
  if (orient === "dict")
    return rows.map(({ step, timestamp, value }) => ({ step, timestampMicros: timestamp, value: floatText(value) }));
  return eventFileHeader("metric") + rows.map((row) => encodeEventRow("metric", row)).join("");
}

/** Rows of one series; null when there is no such file. */
export async function readRows(
  artifacts: ArtifactStore,
  run: string,
  folder: SeriesFolder,
  name: string,
): Promise<EventRow[] | null> {
  return (await readSeries(artifacts, run, folder, name, "dict", eventsBudget())) as EventRow[] | null;
}

async function readSeries(
  artifacts: ArtifactStore,
  run: string,
  folder: SeriesFolder,
  name: string,
  orient: "dict" | "json" | "csv",
  budget: EventsBudget,
): Promise<EventRow[] | MetricJson | string | null> {
  const opened = NAME.test(name) ? await artifacts.open(run, seriesPath(folder, name)) : null;
  if (opened === null) return null;
  try {
    budget.bytes -= opened.sizeBytes;
    if (budget.bytes < 0)
      throw streamError(413, "too-large", `these series hold more than ${MOST_BYTES} bytes; ask for fewer names`);
    if (orient === "csv") return Buffer.from(await opened.read(0, opened.sizeBytes)).toString("utf8");
    if (orient === "json") {
      const json = new MetricJson();
      await inPieces(opened, (bytes) => json.addFile(bytes));
      return json;
    }
    const rows: EventRow[] = [];
    await inPieces(opened, (bytes) => {
      for (const row of parseEventFile(folder.kind, bytes.toString("utf8"))) rows.push(row);
    });
    return rows;
  } finally {
    await opened.close();
  }
}

/** Whole lines at a time, so that a long series does not stop everything else for as long as it takes. */
async function inPieces(
  opened: { read(position: number, length: number): Promise<Uint8Array> },
  take: (bytes: Buffer) => void,
): Promise<void> {
  /** The beginning of a line whose end is still to come. */
  let kept: Buffer = Buffer.alloc(0);
  for (let position = 0; ;) {
    const read = await opened.read(position, CHUNK_BYTES);
    const chunk = Buffer.from(read.buffer, read.byteOffset, read.byteLength);
    if (chunk.length === 0) break;
    position += chunk.length;
    const begin = kept.length === 0 ? 0 : chunk.indexOf(NEWLINE) + 1;
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (begin > 0) take(Buffer.concat([kept, chunk.subarray(0, begin)]));
    if (end > begin) take(chunk.subarray(begin, end));
    kept = end === 0 ? Buffer.concat([kept, chunk]) : Buffer.from(chunk.subarray(end));
  }
  if (kept.length > 0) take(kept);
}

const NEWLINE = 10;

import type { ArtifactStore } from "@polyaxon/artifacts";
import type { RunId } from "@polyaxon/orchestrator";
import {
  addMetricRows,
  type ArtifactKind,
  encodeEventRow,
  eventColumns,
  eventFileHeader,
  type EventRow,
  floatText,
  type MetricColumns,
  parseEventFile,
} from "@polyaxon/tracking";
import { streamError } from "../api-error.ts";
import { rowsOfSeries, type SeriesRow } from "../series/series-rows.ts";

/** Where a series lies: events of a kind, or the system metrics. */
export interface SeriesFolder {
  readonly path: string;
  readonly kind: ArtifactKind;
}

export const eventsFolder = (kind: ArtifactKind): SeriesFolder =>
  kind === "system" ? { path: "resources/metric", kind: "metric" } : { path: `events/${kind}`, kind };

export type EventsDeps = Parameters<typeof rowsOfSeries>[0] & { readonly artifacts: ArtifactStore };

export interface EventsRequest {
  readonly names: readonly string[];
  readonly orient: "dict" | "csv";
  readonly sample?: number | undefined;
}

export interface WireEvents {
  readonly name: string;
  readonly kind: string;
  readonly data: unknown;
}

const ENDING = ".plx";
const NAME = /^[-\w.]{1,256}$/;
/** Of one request, all its names together. */
const MOST_BYTES = 256 * 1024 * 1024;
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
): Promise<WireEvents[]> {
  const found: WireEvents[] = [];
  const budget = { bytes: MOST_BYTES };
  // Of what is sampled, rows are chosen first.
  const orient = request.orient === "dict" && folder.kind === "metric" && !request.sample ? "columns" : request.orient;
  const texts = new Map<string, EventRow[] | MetricColumns | string | null>();
  for (const name of new Set(request.names))
    texts.set(name, await readSeries(deps.artifacts, run, folder, name, orient, budget));
  const missing = folder.path === BATCHED ? [...texts].filter(([, text]) => text === null).map(([name]) => name) : [];
  const batched = missing.length === 0 ? null : await rowsOfSeries(deps, run, missing);
  for (const [name, read] of texts) {
    const rowsOrText = read ?? eventsOf(batched?.get(name), request.orient);
    if (rowsOrText === null) continue;
    const data =
      typeof rowsOrText === "string" || !Array.isArray(rowsOrText)
        ? rowsOrText
        : eventColumns(folder.kind, rowsOrText, request.sample === undefined ? {} : { sample: request.sample });
    found.push({ name, kind: folder.kind, data });
  }
  return found;
}

/** Metrics are what batches bring. */
const BATCHED = "events/metric";

function eventsOf(rows: readonly SeriesRow[] | undefined, orient: "dict" | "csv"): EventRow[] | string | null {
  if (rows === undefined) return null;
  if (orient === "dict") return rows.map((row) => ({ ...row, value: floatText(row.value) }));
  const lines = rows.map(({ step, timestampMicros, value }) =>
    encodeEventRow("metric", { step, timestamp: timestampMicros, value }),
  );
  return eventFileHeader("metric") + lines.join("");
}

/** Rows of one series; null when there is no such file. */
export async function readRows(
  artifacts: ArtifactStore,
  run: string,
  folder: SeriesFolder,
  name: string,
): Promise<EventRow[] | null> {
  return (await readSeries(artifacts, run, folder, name, "dict", { bytes: MOST_BYTES })) as EventRow[] | null;
}

async function readSeries(
  artifacts: ArtifactStore,
  run: string,
  folder: SeriesFolder,
  name: string,
  orient: "dict" | "columns" | "csv",
  budget: { bytes: number },
): Promise<EventRow[] | MetricColumns | string | null> {
  const opened = NAME.test(name) ? await artifacts.open(run, seriesPath(folder, name)) : null;
  if (opened === null) return null;
  try {
    budget.bytes -= opened.sizeBytes;
    if (budget.bytes < 0)
      throw streamError(413, "too-large", `these series hold more than ${MOST_BYTES} bytes; ask for fewer names`);
    if (orient === "csv") return Buffer.from(await opened.read(0, opened.sizeBytes)).toString("utf8");
    if (orient === "columns") {
      const columns: MetricColumns = { step: [], timestamp: [], metric: [] };
      await inPieces(opened, (text) => addMetricRows(columns, text));
      return columns;
    }
    const rows: EventRow[] = [];
    await inPieces(opened, (text) => {
      for (const row of parseEventFile(folder.kind, text)) rows.push(row);
    });
    return rows;
  } finally {
    await opened.close();
  }
}

/** Whole lines at a time, so that a long series does not stop everything else for as long as it takes. */
async function inPieces(
  opened: { read(position: number, length: number): Promise<Uint8Array> },
  take: (text: string) => void,
): Promise<void> {
  let kept: Buffer = Buffer.alloc(0);
  let position = 0;
  for (;;) {
    const chunk = Buffer.from(await opened.read(position, CHUNK_BYTES));
    position += chunk.length;
    const bytes = Buffer.concat([kept, chunk]);
    const end = chunk.length === 0 ? bytes.length : bytes.lastIndexOf(10) + 1;
    take(bytes.toString("utf8", 0, end));
    if (chunk.length === 0) return;
    kept = bytes.subarray(end);
  }
}

import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

/** Columns of one series, as the batched route takes them (docs/series.md). */
export interface MetricPoints {
  readonly steps: number[];
  readonly values: (number | "NaN" | "Infinity" | "-Infinity")[];
  /** Microseconds since 1970. */
  readonly times: number[];
}

/**
 * The rows of a metric's event file, `step|timestamp|value` each, some at a time. A row without a step has its place as its step; what is
 * no row, such as the header or one that was cut short, is passed over.
 */
export async function* metricPoints(path: string, atOnce: number): AsyncGenerator<MetricPoints> {
  let points: MetricPoints = { steps: [], values: [], times: [] };
  let rows = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    const [step = "", time = "", text = ""] = line.split("|");
    const value = readValue(text);
    const millis = Date.parse(time.replace(" ", "T"));
    const at = step === "" ? rows : Number(step);
    if (value === null || !Number.isFinite(millis) || !Number.isFinite(at)) continue;
    rows += 1;
    points.steps.push(at);
    points.values.push(value);
    points.times.push(millis * 1000);
    if (points.steps.length < atOnce) continue;
    yield points;
    points = { steps: [], values: [], times: [] };
  }
  if (points.steps.length > 0) yield points;
}

const WORDS: Readonly<Record<string, "NaN" | "Infinity" | "-Infinity">> = {
  nan: "NaN",
  inf: "Infinity",
  "+inf": "Infinity",
  infinity: "Infinity",
  "+infinity": "Infinity",
  "-inf": "-Infinity",
  "-infinity": "-Infinity",
};

function readValue(text: string): MetricPoints["values"][number] | null {
  const word = text.trim().toLowerCase();
  if (Object.hasOwn(WORDS, word)) return WORDS[word] ?? null;
  const value = Number(text);
  return text.trim() === "" || Number.isNaN(value) ? null : value;
}

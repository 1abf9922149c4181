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
    const micros = microsOf(time);
    const at = step === "" ? rows : Number(step);
    if (value === null || !Number.isFinite(micros) || !Number.isFinite(at)) continue;
    rows += 1;
    points.steps.push(at);
    points.values.push(value);
    points.times.push(micros);
    if (points.steps.length < atOnce) continue;
    yield points;
    points = { steps: [], values: [], times: [] };
  }
  if (points.steps.length > 0) yield points;
}

const TIME = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9})\d*)?(?:[Zz]|([+-]\d\d)(?::?(\d\d))?)?$/;

/** Microseconds since 1970, of UTC where no zone is named; NaN for what is no time. A `Date` knows milliseconds only. */
function microsOf(text: string): number {
  const [, date, time, fraction = "", hours = "+00", minutes = "00"] = TIME.exec(text.trim()) ?? [];
  return Date.parse(`${date}T${time}${hours}:${minutes}`) * 1000 + Number(fraction.slice(0, 6).padEnd(6, "0"));
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

import type { ArtifactRecord } from "./ports/records.ts";

/** The least and the greatest value of a metric. */
export interface MetricBounds {
  readonly least: number | null;
  readonly most: number | null;
}

/** What is known of a metric that a run logged, by its item in the lineage; null for any other item. Pure. */
export function metricBounds(
  item: Pick<ArtifactRecord, "kind" | "isInput" | "state" | "summary">,
  run: string,
): MetricBounds | null {
  if (item.kind !== "metric" || item.isInput || item.state !== run) return null;
  const metric = item.summary["metric"];
  if (typeof metric !== "object" || metric === null || Array.isArray(metric)) return null;
  const { max, min } = metric as { readonly min?: unknown; readonly max?: unknown };
  return { least: finite(min), most: finite(max) };
}

const finite = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);

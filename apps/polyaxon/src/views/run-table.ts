import type { Run } from "@polyaxon/client";
import { age, assignments, duration, value } from "../terminal/format-value.ts";
import type { Colors } from "../terminal/output.ts";
import type { Column } from "../terminal/table.ts";
import { truncateMiddle } from "../terminal/text-width.ts";
import { metricRank } from "./objective.ts";
import { paintStatus } from "./run-status.ts";

/** More metric columns than this are for `-o json`. */
const MOST_METRICS = 6;

/** `ops ls`: the id and the status always stay; metrics go from the right as the terminal gets narrower. */
export function runColumns(
  runs: readonly Run[],
  options: { readonly now: number; readonly colors: Colors },
): readonly Column<Run>[] {
  const { colors, now } = options;
  const metrics = metricNames(runs).slice(0, MOST_METRICS);
  // What a sweep has as inputs are defaults that its runs replace.
  const params = (run: Run) => (run.kind === "matrix" ? "" : assignments(run.inputs ?? {}));
  const hasParams = runs.some((run) => params(run) !== "");
  return [
    uuidColumn((run) => run.uuid, colors),
    { header: "name", cell: (run) => run.name ?? "", minWidth: 10, cut: truncateMiddle, dropOrder: 4 },
    { header: "kind", cell: kindOf, minWidth: 6, dropOrder: 9 },
    { header: "status", cell: (run) => run.status, paint: (text) => paintStatus(text, colors) },
    ...(hasParams ? [{ header: "params", cell: params, minWidth: 18, dropOrder: 8 }] : []),
    ...metrics.map((metric, index) => metricColumn(metric, index === 0 ? 7 : 10 + index)),
    { header: "created", cell: (run) => age(run.created_at, now), dropOrder: 2 },
    { header: "took", cell: (run) => tookOf(run, now), align: "right", dropOrder: 3 },
  ];
}

/** In full when there is room, else its start and `…`, which commands accept in its place. */
export const uuidColumn = <Row>(uuid: (row: Row) => string, colors: Colors): Column<Row> => ({
  header: "uuid",
  cell: uuid,
  minWidth: 9,
  paint: (text) => colors.bold(text),
});

export const metricColumn = (metric: string, dropOrder: number): Column<Run> => ({
  header: metric,
  cell: (run) => value(run.outputs?.[metric]),
  align: "right",
  minWidth: 6,
  dropOrder,
});

/** Numeric outputs: those most runs share first, then held-out scores before training's; a narrow terminal shows those. */
export function metricNames(runs: readonly Run[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const run of runs) {
    for (const [name, output] of Object.entries(run.outputs ?? {})) {
      if (typeof output === "number") counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1] || metricRank(b[0]) - metricRank(a[0]) || a[0].localeCompare(b[0]))
    .map(([name]) => name);
}

/** `job`; `matrix grid` for a sweep. */
export const kindOf = (run: Pick<Run, "kind" | "runtime">): string =>
  [run.kind, run.runtime === run.kind ? null : run.runtime].filter(Boolean).join(" ");

/** A finished run's duration, or how long a started one has been going. */
export function tookOf(run: Run, now: number): string {
  if (typeof run.duration === "number" && run.finished_at) return duration(run.duration);
  if (!run.started_at || run.finished_at) return "";
  return duration(Math.max(0, (now - Date.parse(run.started_at)) / 1000));
}

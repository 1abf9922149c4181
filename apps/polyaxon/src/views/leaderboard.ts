import type { Run } from "@polyaxon/client";
import { value } from "../terminal/format-value.ts";
import type { Colors } from "../terminal/output.ts";
import type { Column } from "../terminal/table.ts";
import type { Objective } from "./objective.ts";
import { paintStatus } from "./run-status.ts";
import { metricColumn, metricNames, tookOf, uuidColumn } from "./run-table.ts";

export interface Ranked {
  readonly rank: number;
  readonly run: Run;
}

/** Runs that have the metric as a finite number, best first; of equal ones the older is ahead, then the lower uuid. */
export function rankRuns(runs: readonly Run[], objective: Objective): readonly Ranked[] {
  const sign = objective.direction === "maximize" ? -1 : 1;
  return runs
    .flatMap((run) => {
      const score = run.outputs?.[objective.metric];
      return typeof score === "number" && Number.isFinite(score) ? [{ run, score }] : [];
    })
    .sort(
      (a, b) =>
        sign * (a.score - b.score) ||
        a.run.created_at.localeCompare(b.run.created_at) ||
        a.run.uuid.localeCompare(b.run.uuid),
    )
    .map(({ run }, index) => ({ rank: index + 1, run }));
}

export function leaderboardColumns(
  ranked: readonly Ranked[],
  objective: Objective,
  options: { readonly now: number; readonly colors: Colors; readonly tuned: readonly string[] },
): readonly Column<Ranked>[] {
  const { colors, now, tuned } = options;
  const runs = ranked.map(({ run }) => run);
  const others = metricNames(runs).filter((metric) => metric !== objective.metric);
  const ofRun = (column: Column<Run>): Column<Ranked> => ({
    header: column.header,
    cell: ({ run }) => column.cell(run),
    align: column.align ?? "left",
    ...(column.minWidth === undefined ? {} : { minWidth: column.minWidth }),
    dropOrder: column.dropOrder ?? 0,
  });
  return [
    { header: "#", cell: ({ rank }) => String(rank), align: "right" },
    uuidColumn(({ run }) => run.uuid, colors),
    {
      header: objective.metric,
      cell: ({ run }) => value(run.outputs?.[objective.metric]),
      align: "right",
      paint: (text, { rank }) => (rank === 1 ? colors.green(text) : text),
    },
    ...(tuned.length > 0 ? tuned : varyingParams(runs)).map((name, index): Column<Ranked> => ({
      header: name,
      cell: ({ run }) => value(run.inputs?.[name]),
      minWidth: 6,
      dropOrder: 3 + index,
    })),
    ...others.slice(0, 4).map((metric, index) => ofRun(metricColumn(metric, 40 + index))),
    { header: "status", cell: ({ run }) => run.status, paint: (text) => paintStatus(text, colors), dropOrder: 2 },
    { header: "took", cell: ({ run }) => tookOf(run, now), align: "right", dropOrder: 30 },
  ];
}

/** Params that tell the runs apart; of one run, all. */
export function varyingParams(runs: readonly Run[]): readonly string[] {
  const names = [...new Set(runs.flatMap((run) => Object.keys(run.inputs ?? {})))];
  if (runs.length < 2) return names;
  return names.filter((name) => new Set(runs.map((run) => JSON.stringify(run.inputs?.[name] ?? null))).size > 1);
}

import type { Run, RunCalls } from "@polyaxon/client";
import { chooseObjective, loggedMetricsOf, type Objective } from "../views/objective.ts";
import { contentOf, tunedBy } from "../views/run-content.ts";
import { isFinal } from "../views/run-status.ts";
import { type ChildCounts, doneCount, type SweepSnapshot } from "../views/sweep-progress.ts";

/** How somebody wants a sweep to be judged; absent parts are chosen from what the sweep says. */
export interface AskedObjective {
  readonly metric?: string | undefined;
  readonly direction?: Objective["direction"] | undefined;
}

/** A sweep as it stands: a handful of counting queries, so that it costs the same for ten runs and for 100,000. */
export async function readSweep(
  runs: RunCalls,
  uuid: string,
  asked: AskedObjective,
  now: number,
): Promise<SweepSnapshot> {
  const [run, counts] = await Promise.all([runs.get(uuid), readCounts(runs, uuid)]);
  const objective = await objectiveOf(runs, run, asked);
  const best = objective === null ? undefined : (await bestRuns(runs, uuid, objective, 1))[0];
  const end = run.finished_at ? Date.parse(run.finished_at) : now;
  return {
    uuid,
    name: run.name ?? null,
    status: run.status,
    total: totalOf(run, counts),
    counts,
    best: best === undefined || objective === null ? null : { run: best, objective },
    tuned: tunedBy(run),
    elapsedSeconds: Math.max(0, (end - Date.parse(run.created_at)) / 1000),
  };
}

/** The runs of a sweep that have the objective's metric, best first as the server sorts them. */
export async function bestRuns(
  runs: RunCalls,
  sweep: string,
  objective: Objective,
  limit: number,
): Promise<readonly Run[]> {
  const sign = objective.direction === "maximize" ? "-" : "";
  const page = await runs.list({
    query: `pipeline:${sweep}, metrics.${objective.metric}:~nil`,
    // Ties as `rankRuns` breaks them, so that a short board is the start of a long one.
    sort: `${sign}metrics.${objective.metric},created_at,uuid`,
    limit,
    no_page: "true",
  });
  return page.results;
}

/** Asked, declared, or guessed from what the latest runs have logged. */
export async function objectiveOf(runs: RunCalls, sweep: Run, asked: AskedObjective): Promise<Objective | null> {
  const declared = chooseObjective(asked, contentOf(sweep), []);
  if (declared !== null) return declared;
  return chooseObjective(asked, null, await loggedMetrics(runs, sweep));
}

/** Names of the metrics that the latest runs of a sweep have logged. */
export async function loggedMetrics(runs: RunCalls, { uuid }: Pick<Run, "uuid">): Promise<readonly string[]> {
  const latest = await runs.list({ query: `pipeline:${uuid}`, sort: "-updated_at", limit: 20, no_page: "true" });
  return loggedMetricsOf(latest.results);
}

const GROUPS = {
  succeeded: "succeeded",
  failed: "failed|upstream_failed",
  stopped: "stopped|skipped",
  running: "scheduled|starting|running|processing|stopping|warning|unschedulable|unknown",
} as const satisfies Partial<Record<keyof ChildCounts, string>>;

/** How many runs of a sweep are in which state. */
export async function readCounts(runs: RunCalls, sweep: string): Promise<ChildCounts> {
  const count = async (statuses?: string) => {
    const query = `pipeline:${sweep}${statuses === undefined ? "" : `, status:${statuses}`}`;
    return (await runs.list({ query, limit: 1 })).count ?? 0;
  };
  const [all, succeeded, failed, stopped, running] = await Promise.all([
    count(),
    count(GROUPS.succeeded),
    count(GROUPS.failed),
    count(GROUPS.stopped),
    count(GROUPS.running),
  ]);
  const queued = Math.max(0, all - succeeded - failed - stopped - running);
  return { succeeded, failed, stopped, running, queued };
}

/** What the server says it will create; for a sweep that has ended, what it did create. */
function totalOf(run: Run, counts: ChildCounts): number | null {
  const told = run.meta_info?.["total"];
  if (typeof told === "number" && !isFinal(run.status)) return told;
  return isFinal(run.status) ? doneCount(counts) + counts.running + counts.queued : null;
}

import type { CommandOutcome, LineageStore, NewEdge, RunEdge, RunId } from "@polyaxon/orchestrator";
import { type Fields, words } from "@polyaxon/query";
import { stored } from "./documents.ts";
import type { EdgeRow, RunRow, Tables } from "./tables.ts";

function put(tables: Tables, edge: EdgeRow): void {
  const { downstream, upstream, kind } = edge;
  if (downstream === upstream || !tables.runs.has(downstream) || !tables.runs.has(upstream)) return;
  tables.edges.set(JSON.stringify([downstream, upstream, kind]), edge);
}

export function addEdges(tables: Tables, run: RunId, edges: readonly NewEdge[]): void {
  for (const { kind, params, upstream } of edges)
    put(tables, { downstream: run, upstream, kind, params: stored(params) });
}

export function setManualEdges(
  tables: Tables,
  uuid: RunId,
  edges: Parameters<LineageStore["setManualEdges"]>[1],
  { fence }: Parameters<LineageStore["setManualEdges"]>[2],
): CommandOutcome {
  const row = tables.runs.get(uuid);
  if (row === undefined) return "not-found";
  if (fence !== undefined && fence !== row.attempt) return "stale-attempt";
  for (const [key, edge] of tables.edges.entries())
    if (edge.kind === "manual" && (edge.downstream === uuid || edge.upstream === uuid)) tables.edges.delete(key);
  for (const { isUpstream, params, run } of edges) {
    const [downstream, upstream] = isUpstream ? [uuid, run] : [run, uuid];
    put(tables, { downstream, upstream, kind: "manual", params: stored(params) });
  }
  tables.announced.runs.add(uuid);
  return "done";
}

export interface FoundEdge {
  readonly edge: EdgeRow;
  readonly other: RunRow;
}

/** Both ends of the edges of a run in one direction, the newest other run first. */
export function edgesOf(tables: Tables, uuid: RunId, towards: "upstream" | "downstream"): readonly FoundEdge[] {
  const own = towards === "upstream" ? "downstream" : "upstream";
  return tables.edges
    .values()
    .filter((edge) => edge[own] === uuid)
    .flatMap((edge) => {
      const other = tables.runs.get(edge[towards]);
      return other === undefined || other.liveState === -1 ? [] : [{ edge, other }];
    })
    .toSorted((a, b) => b.other.createdAt - a.other.createdAt || b.other.id - a.other.id);
}

/** The rest of what a list of edges may ask is for the databases. */
export const edgeFields: Fields<FoundEdge> = {
  upstream: words(({ edge }) => edge.upstream),
  downstream: words(({ edge }) => edge.downstream),
  kind: words(({ edge }) => edge.kind),
  statuses: words(() => null),
  values: words(({ edge }) => (edge.params === null ? null : "")),
};

export const edgeRecord = ({ edge, other }: FoundEdge): RunEdge => ({
  run: { uuid: other.uuid, name: other.name, kind: other.kind, runtime: other.runtime },
  kind: edge.kind,
  params: edge.params,
  statuses: null,
});

import { answerOf, type Transport } from "./transport.ts";
import type { JsonDocument, ListQuery, Page } from "./wire.ts";

/** The run at the other end of an edge. */
export interface EdgeEnd {
  readonly uuid: string;
  readonly name?: string | null;
  readonly kind: string;
  readonly runtime?: string | null;
}

/** Two runs, one of which took something from the other: the other one is told, by the side it stands on. */
export interface RunEdge {
  /** `run`, `join`, `dag`, `manual`, ... */
  readonly kind: string;
  /** What was taken, such as `outputs.loss`, by the name of the param that took it. */
  readonly values?: JsonDocument | null;
  readonly statuses?: readonly string[] | null;
  readonly upstream?: EdgeEnd;
  readonly downstream?: EdgeEnd;
}

export interface NewEdge {
  /** The other run, of the same project. */
  readonly uuid: string;
  /** It is where the edge comes from; default: where it goes to. */
  readonly is_upstream?: boolean;
  readonly values?: JsonDocument;
}

export interface RunClone extends EdgeEnd {
  readonly status: string;
  /** `restart`, `copy`, `cache`. */
  readonly cloning_kind?: string | null;
}

/** How a run hangs together with other runs. */
export interface RunLineageCalls {
  /** Runs that it took something from. */
  upstream(uuid: string, query?: ListQuery): Promise<Page<RunEdge>>;
  /** Runs that took something from it. */
  downstream(uuid: string, query?: ListQuery): Promise<Page<RunEdge>>;
  clones(uuid: string, query?: ListQuery): Promise<Page<RunClone>>;
  /** Draws edges by hand; they take the place of those drawn before. @throws InvalidRequestError for unknown runs */
  setEdges(uuid: string, edges: readonly NewEdge[]): Promise<void>;
}

const BASE = "/api/v1/{owner}/{project}/runs/{uuid}/lineage";

/** @internal */
export function runLineageCalls(
  { routes }: Transport,
  inProject: { readonly owner: string; readonly project: string },
): RunLineageCalls {
  const path = (uuid: string) => ({ ...inProject, uuid });
  const asked = (uuid: string, query: ListQuery = {}) => ({ params: { path: path(uuid), query } });
  return {
    upstream: (uuid, query) => answerOf("GET", routes.GET(`${BASE}/upstream`, asked(uuid, query))),
    downstream: (uuid, query) => answerOf("GET", routes.GET(`${BASE}/downstream`, asked(uuid, query))),
    clones: (uuid, query) => answerOf("GET", routes.GET(`${BASE}/clones`, asked(uuid, query))),
    async setEdges(uuid, edges) {
      const body = { edges: edges.map((edge) => ({ ...edge })) };
      await answerOf("POST", routes.POST(`${BASE}/edges`, { params: { path: path(uuid) }, body }));
    },
  };
}

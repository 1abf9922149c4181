import type { CompileNeed, ResolvedValues } from "@polyaxon/compiler";
import type { NamedThings } from "../named-things.ts";
import type { NewEdge } from "../ports/lineage-store.ts";
import { type Json, parseRunId, type RunRecord } from "../ports/records.ts";
import { type Answer, artifactsOf, findJoin, type JoinNeed, type Lookup } from "./find-join.ts";
import { needsArtifacts, valueOfRun } from "./value-of-run.ts";
import type { CheckAccess } from "../submissions.ts";
import { roomBeside, tooMuch, type ValueRoom } from "./value-room.ts";

/** What was looked up for a run that could not be compiled without. */
export interface FoundValues {
  readonly values: ResolvedValues;
  /** From whom it was taken. */
  readonly edges: readonly NewEdge[];
  /** Why something cannot be had: the run ends with these. */
  readonly problems: readonly string[];
  /** What its templates made of names may be used. */
  readonly mayUseNames?: boolean;
}

export const NOTHING_FOUND: FoundValues = { values: {}, edges: [], problems: [] };

type RefNeed = Extract<CompileNeed, { kind: "ref" }>;
/** A value of a run by its uuid, or of the runs that a query finds. */
export type ValueNeed = RefNeed | JoinNeed;

/** What a run names that nobody has asked about when it was submitted, because templates made it. */
interface AccessNeed {
  readonly kind: "access";
  readonly names: NamedThings;
}
export type RunNeed = ValueNeed | AccessNeed;

/** Whether the store alone can tell: others wait for runs that are yet to be, or for what no server keeps. */
export const isFindable = (need: CompileNeed): need is ValueNeed =>
  need.kind === "join" || (need.kind === "ref" && need.ref.startsWith("runs."));

/** Looks up values in the run's own project, and asks for its user what may be used. What was found before stays. */
export async function findValues(
  { checkAccess, store }: { readonly store: Lookup; readonly checkAccess: CheckAccess },
  run: Pick<RunRecord, "uuid" | "project" | "user">,
  needs: readonly RunNeed[],
  before: FoundValues,
): Promise<FoundValues> {
  const refs: Record<string, Json> = { ...before.values.refs };
  const joins = [...(before.values.joins ?? [])];
  const edges = [...before.edges];
  const problems = [...before.problems];
  const room = roomBeside(before.values);
  let mayUseNames = before.mayUseNames ?? false;
  for (const need of needs) {
    if (need.kind === "access") {
      problems.push(...(await checkAccess({ ...need.names, user: run.user, project: run.project })));
      mayUseNames = true;
      continue;
    }
    const answer = await (need.kind === "ref" ? findRef(store, run, need, room) : findJoin(store, run, need, room));
    if (typeof answer === "string") {
      problems.push(answer);
      continue;
    }
    edges.push(...answer.edges);
    if (need.kind === "ref") refs[need.param] = answer.values[need.param] ?? null;
    else joins[need.index] = answer.values;
  }
  return { values: { ...before.values, refs, joins }, edges: merged(edges), problems, mayUseNames };
}

async function findRef(
  store: Lookup,
  run: Pick<RunRecord, "uuid" | "project">,
  { param, ref, value }: RefNeed,
  room: ValueRoom,
): Promise<Answer | string> {
  const uuid = parseRunId(ref.slice("runs.".length));
  const other = uuid === null ? null : await store.getRun(uuid);
  if (other === null || other.project !== run.project || other.liveState === -1)
    return `params.${param}.ref: there is no run ${uuid ?? ref} in the project ${run.project}`;
  const found = valueOfRun(other, value, needsArtifacts(value) ? await artifactsOf(store, other) : []);
  if (found === null) return `params.${param}: the run ${other.uuid} (${other.status}) has no \`${value}\``;
  if (!room.takes(found)) return `params.${param}: ${tooMuch("the values that this run takes of others")}`;
  return { values: { [param]: found }, edges: [{ upstream: other.uuid, kind: "run", params: { [param]: value } }] };
}

/** One edge for each run and kind, with all that was taken. */
function merged(edges: readonly NewEdge[]): readonly NewEdge[] {
  const byKey = new Map<string, NewEdge>();
  for (const edge of edges) {
    const key = `${edge.kind} ${edge.upstream}`;
    const known = byKey.get(key);
    byKey.set(key, known === undefined ? edge : { ...edge, params: { ...known.params, ...edge.params } });
  }
  return [...byKey.values()];
}

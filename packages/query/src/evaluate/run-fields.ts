import type { Condition, SortKey } from "../ast.ts";
import type { Fields, Order } from "./evaluate.ts";
import {
  anyWord,
  type Filter,
  flag,
  instant,
  number,
  quantity,
  refuse,
  type Scalar,
  search,
  unquoted,
  words,
  wordsOf,
} from "./filters.ts";
import type { Asking, QueryableRun, RelatedRun } from "./row.ts";
import { flags, metrics, valueOf, values, type ValueScope } from "./values.ts";

type Run = QueryableRun;

/** The fields by which runs are found. */
export function runFields({ now, user, namespace }: Asking): Fields<Run> {
  const uuid = search<Run>((row) => row.uuid, bareUuid);
  const inputs = values("inputs");
  const outputs = values("outputs");
  const meta = values("metaInfo");
  const author = words<Run>((row) => row.user);
  return {
    id: uuid,
    uid: uuid,
    uuid,
    name: search((row) => row.name),
    description: search((row) => row.description),
    created_at: instant((row) => row.createdAt, now),
    updated_at: instant((row) => row.updatedAt, now),
    started_at: instant((row) => row.startedAt, now),
    finished_at: instant((row) => row.finishedAt, now),
    schedule_at: instant((row) => row.scheduleAt, now),
    status: words((row) => row.status),
    kind: words((row) => row.kind),
    runtime: words((row) => row.runtime),
    user: author,
    contributors: author,
    mine: flag((row) => row.user === user),
    project: words((row) => row.project),
    namespace: words(() => namespace),
    managed_by: words((row) => row.managedBy),
    pending: words((row) => row.pending),
    cloning_kind: words((row) => row.cloningKind),
    queue: words((row) => row.queue),
    agent: words((row) => row.agent),
    live_state: words((row) => row.liveState, liveState),
    is_managed: flag((row) => row.managedBy !== "user"),
    original: reference((row) => [row.original]),
    pipeline: reference((row) => [row.pipeline]),
    controller: reference((row) => [row.controller]),
    upstream: reference((row) => row.upstream),
    downstream: reference((row) => row.downstream),
    component_state: words((row) => row.componentState, bareUuid),
    tags: anyWord((row) => row.tags),
    duration: number((row) => row.duration),
    wait_time: number((row) => row.waitTime),
    cpu: quantity((row) => row.resources.cpu),
    memory: quantity((row) => row.resources.memory),
    gpu: number((row) => row.resources.gpu),
    custom: number(() => 0),
    cost: number(() => 0),
    params: inputs,
    inputs,
    in: inputs,
    outputs,
    out: outputs,
    metrics: metrics("outputs"),
    metrics_min: metrics("least"),
    metrics_max: metrics("most"),
    meta_info: meta,
    meta_values: meta,
    meta_flags: flags,
    artifacts: anyWord((row) => row.artifacts.map(({ state }) => state)),
    in_artifact_kind: anyWord((row) => row.artifacts.filter(({ isInput }) => isInput).map(({ kind }) => kind)),
    out_artifact_kind: anyWord((row) => row.artifacts.filter(({ isInput }) => !isInput).map(({ kind }) => kind)),
    commit: anyWord((row) => row.artifacts.filter(({ kind }) => kind === "coderef").map(({ name }) => name)),
    ...Object.fromEntries(UNSET.map((name) => [name, words<Run>(() => null)])),
  };
}

/** Fields that nothing sets yet: null for every run. */
const UNSET = ["state", "artifacts_store", "connections", "teams", "backend", "framework"];

const bareUuid = (word: string): string => unquoted(word).replaceAll("-", "").toLowerCase();

const liveState = (word: string, condition: Condition): Scalar => {
  const state = Number(word);
  return word.trim() !== "" && [1, 0, -1].includes(state) ? state : refuse(condition, "1 (live), 0 (archived) or -1");
};

/** Other runs, by uuid, or by their `.name` or `.kind`. */
const reference =
  (of: (row: Run) => readonly (RelatedRun | null)[]): Filter<Run> =>
  (condition) => {
    const { key } = condition;
    if (key === null) return wordsOf(condition, (row: Run) => of(row).map((run) => run?.uuid ?? null), bareUuid);
    if (key !== "name" && key !== "kind") return refuse(condition, "a run, its name or its kind");
    return wordsOf(condition, (row: Run) => of(row).map((run) => run?.[key] ?? null));
  };

const COLUMNS: Readonly<Record<string, (row: Run, asking: Asking) => Scalar>> = {
  created_at: (row) => row.createdAt,
  updated_at: (row) => row.updatedAt,
  started_at: (row) => row.startedAt,
  finished_at: (row) => row.finishedAt,
  schedule_at: (row) => row.scheduleAt,
  name: (row) => row.name,
  kind: (row) => row.kind,
  runtime: (row) => row.runtime,
  uuid: (row) => row.uuid,
  duration: (row) => row.duration,
  wait_time: (row) => row.waitTime,
  status: (row) => row.status,
  user: (row) => row.user,
  cpu: (row) => row.resources.cpu,
  memory: (row) => row.resources.memory,
  gpu: (row) => row.resources.gpu,
  // The same for every run: they order nothing, and are keys all the same.
  custom: () => 0,
  cost: () => 0,
  namespace: (_row, { namespace }) => namespace,
  state: () => null,
  component_state: (row) => row.componentState,
};

function valueClass(value: boolean | number | string | null): number | null {
  if (value === null) return null;
  return typeof value === "number" ? 0 : typeof value === "boolean" ? 1 : 2;
}

const SCOPES: Readonly<Record<string, ValueScope>> = {
  metrics: "outputs",
  metrics_min: "least",
  metrics_max: "most",
  outputs: "outputs",
  out: "outputs",
  params: "inputs",
  inputs: "inputs",
  in: "inputs",
  meta_info: "metaInfo",
  meta_flags: "metaInfo",
  meta_values: "metaInfo",
};

/** What a sort key orders runs by: of values, numbers first, then booleans, then texts, then runs without one. Null: nothing. */
export const runOrder =
  (asking: Asking) =>
  ({ field, key, descending }: SortKey): readonly Order<Run>[] | null => {
    if (key === null) {
      const column = Object.hasOwn(COLUMNS, field) ? COLUMNS[field] : undefined;
      return column === undefined ? null : [{ by: (row) => column(row, asking), descending }];
    }
    const scope = Object.hasOwn(SCOPES, field) ? SCOPES[field] : undefined;
    if (scope === undefined) return null;
    const value = (row: Run) => valueOf(row, scope, key);
    return [
      { by: (row) => valueClass(value(row)), descending: false },
      {
        by: (row) => {
          const found = value(row);
          return typeof found === "boolean" ? Number(found) : found;
        },
        descending,
      },
    ];
  };

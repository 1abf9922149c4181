import type { RunId } from "@polyaxon/orchestrator";
import type { SortKey } from "@polyaxon/query";
import type { RunRow, Tables } from "../tables.ts";
import {
  type Filter,
  type Scalar,
  flag,
  instant,
  number,
  refuse,
  search,
  unquoted,
  words,
  wordsOf,
} from "./filters.ts";
import type { Fields } from "./run-query.ts";
import { type ValueScope, flags, metrics, valueOf, values } from "./values.ts";

const bareUuid = (word: string): string => unquoted(word).replaceAll("-", "").toLowerCase();

/** The fields by which runs are found. */
export function runFields(tables: Tables): Fields<RunRow> {
  const uuid = search<RunRow>((row) => row.uuid, bareUuid);
  const inputs = values("inputs");
  const outputs = values("outputs");
  const meta = values("metaInfo");
  /** Another run, by uuid, or by its `.name` or `.kind`. */
  const reference =
    (of: (row: RunRow) => RunId | null): Filter<RunRow> =>
    (condition) => {
      const { key } = condition;
      if (key === null) return wordsOf(condition, (row: RunRow) => [of(row)], bareUuid);
      if (key !== "name" && key !== "kind") return refuse(condition, "a run, its name or its kind");
      return wordsOf(condition, (row: RunRow) => [tables.runs.get(of(row) ?? ("" as RunId))?.[key] ?? null]);
    };
  const artifactKind =
    (isInput: boolean): Filter<RunRow> =>
    (condition) => {
      const kinds = (row: RunRow) =>
        tables.artifacts.values().filter((each) => each.run === row.uuid && each.isInput === isInput);
      return wordsOf(condition, (row: RunRow) => kinds(row).map(({ kind }) => kind));
    };
  return {
    id: uuid,
    uid: uuid,
    uuid,
    name: search((row) => row.name),
    description: search((row) => row.description),
    created_at: instant((row) => row.createdAt),
    updated_at: instant((row) => row.updatedAt),
    started_at: instant((row) => row.startedAt),
    finished_at: instant((row) => row.finishedAt),
    status: words((row) => row.status),
    kind: words((row) => row.kind),
    runtime: words((row) => row.runtime),
    user: words((row) => row.user),
    project: words((row) => tables.projects.get(row.projectId)?.name ?? null),
    managed_by: words((row) => row.managedBy),
    pending: words((row) => row.pending),
    cloning_kind: words((row) => row.original?.kind ?? null),
    queue: words((row) => row.queue),
    agent: words((row) => row.agent),
    live_state: words(
      (row) => row.liveState,
      (word, condition) =>
        ["1", "0", "-1"].includes(word) ? Number(word) : refuse(condition, "expected 1 (live), 0 (archived) or -1"),
    ),
    is_managed: flag((row) => row.managedBy !== "user"),
    original: reference((row) => row.original?.uuid ?? null),
    pipeline: reference((row) => row.pipeline),
    controller: reference((row) => row.controller),
    tags: (condition) => wordsOf(condition, (row) => row.tags),
    duration: number((row) => row.duration),
    wait_time: number((row) => row.waitTime),
    params: inputs,
    inputs,
    in: inputs,
    outputs,
    out: outputs,
    metrics,
    meta_info: meta,
    meta_values: meta,
    meta_flags: flags,
    in_artifact_kind: artifactKind(true),
    out_artifact_kind: artifactKind(false),
  };
}

const COLUMNS: Readonly<Record<string, (row: RunRow) => Scalar>> = {
  created_at: (row) => row.createdAt,
  updated_at: (row) => row.updatedAt,
  started_at: (row) => row.startedAt,
  finished_at: (row) => row.finishedAt,
  name: (row) => row.name,
  kind: (row) => row.kind,
  runtime: (row) => row.runtime,
  uuid: (row) => row.uuid,
  duration: (row) => row.duration,
  wait_time: (row) => row.waitTime,
  status: (row) => row.status,
  user: (row) => row.user,
};

const SCOPES: Readonly<Record<string, ValueScope>> = {
  metrics: "outputs",
  outputs: "outputs",
  out: "outputs",
  params: "inputs",
  inputs: "inputs",
  in: "inputs",
  meta_info: "metaInfo",
  meta_flags: "metaInfo",
  meta_values: "metaInfo",
};

/** What a sort key orders by: numbers first, then texts, then runs without the value. Null: nothing. */
export function runOrder({ field, key }: SortKey): readonly ((row: RunRow) => Scalar)[] | null {
  if (key === null) {
    const column = Object.hasOwn(COLUMNS, field) ? COLUMNS[field] : undefined;
    return column === undefined ? null : [column];
  }
  const scope = Object.hasOwn(SCOPES, field) ? SCOPES[field] : undefined;
  if (scope === undefined) return null;
  const found = (row: RunRow) => valueOf(row, scope, key);
  return [
    (row) => {
      const value = found(row);
      return value === null || typeof value === "string" ? null : Number(value);
    },
    (row) => {
      const value = found(row);
      return typeof value === "string" ? value : null;
    },
  ];
}

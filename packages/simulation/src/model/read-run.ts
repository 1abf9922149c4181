import { asksForSomething, type RunDetail, type RunRecord } from "@polyaxon/orchestrator";
import type { RunRow, Tables } from "./tables.ts";

/** A row with the names that its record shows. */
export function record(tables: Tables, row: RunRow): RunRecord {
  const { id: _id, projectId, readme: _readme, rawContent: _raw, content: _content, conditions: _c, ...rest } = row;
  const { gpus: _gpus, resources, ...own } = rest;
  const project = tables.projects.get(projectId);
  const parent = row.pipeline === null ? undefined : tables.runs.get(row.pipeline);
  const original = row.original === null ? undefined : tables.runs.get(row.original.uuid);
  return {
    ...own,
    ...(resources !== undefined && asksForSomething(resources) ? { resources } : {}),
    project: project?.name ?? "",
    projectUuid: project?.uuid ?? "",
    scheduleAt: null,
    original: row.original === null ? null : { ...row.original, name: original?.name ?? null },
    pipeline: parent === undefined ? null : { uuid: parent.uuid, name: parent.name, kind: parent.kind },
  };
}

export function detail(tables: Tables, row: RunRow): RunDetail {
  const { readme, rawContent, content } = row;
  return { ...record(tables, row), readme, rawContent, content, lastCondition: row.conditions.at(-1) ?? null };
}

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isArtifactKind } from "../formats/artifact-kind.ts";
import { parseFloatText } from "../formats/event-file.ts";
import { jsonNumber, jsonReplacer } from "../formats/json-number.ts";
import { parseSpoolRecord } from "../formats/spool.ts";
import type { InitOptions } from "./settings.ts";
import { summariseFile } from "./summarise-file.ts";

export interface OfflineRunEnd {
  readonly uuid: string;
  readonly owner: string;
  /** Null: whoever pushes it says. */
  readonly project: string | null;
  /** As `init` was told. */
  readonly about: Pick<InitOptions, "name" | "description" | "tags">;
  readonly status: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly finishedAt: number;
}

/**
 * Writes what a server would know of a run, beside its files, as the Python package does (api reference §13.6): `polyaxon ops push`, ours
 * and Python's, brings it in later. All of it is read from the run's folder, where the recorder wrote it.
 */
export function writeOfflineRecord(folder: string, spool: string, end: OfflineRunEnd): void {
  const { name = null, description = null, tags = [] } = end.about;
  const run: RecordedRun = { name, description, tags, inputs: {}, outputs: {}, meta_info: {} };
  const artifacts = new Map<string, object>();
  for (const line of textOf(spool).split("\n")) {
    const record = parseSpoolRecord(line);
    if (record === null) continue;
    if (record.type === "artifact") artifacts.set(`${record.artifact.kind}/${record.artifact.name}`, record.artifact);
    else if (record.type === "tags") run.tags = [...new Set([...run.tags, ...record.tags])];
    else if (record.type === "name") run.name = record.name;
    else if (record.type === "description") run.description = record.description;
    else if (record.type === "meta") run.meta_info = { ...run.meta_info, ...record.values };
    else run[record.type] = { ...run[record.type], ...record.values };
  }
  for (const path of eventFiles(folder)) {
    const [, kind = "", file = ""] = path.split("/");
    const name = file.slice(0, -".plx".length);
    const found = isArtifactKind(kind) ? summariseFile(join(folder, path), kind, name) : null;
    if (found === null) continue;
    artifacts.set(`${kind}/${name}`, { name, kind, path, summary: found.summary, is_input: false });
    const value = kind === "metric" ? parseFloatText(found.last.value) : null;
    if (value !== null) run.outputs = { ...run.outputs, [name]: jsonNumber(value) };
  }
  const lineages = JSON.stringify([...artifacts.values()], jsonReplacer);
  if (artifacts.size > 0) writeFileSync(join(folder, "lineages.plx.json"), lineages);
  // Last: a folder with this file is a whole run.
  writeFileSync(join(folder, "run.plx.json"), JSON.stringify({ ...run, ...wireEnd(end) }, jsonReplacer));
}

interface RecordedRun {
  name: string | null;
  description: string | null;
  tags: readonly string[];
  inputs: object;
  outputs: object;
  meta_info: object;
}

function wireEnd({ finishedAt, owner, project, startedAt, status, uuid }: OfflineRunEnd): object {
  const [started, finished] = [startedAt, finishedAt].map((at) => new Date(at).toISOString());
  const condition = (type: string, at: string | undefined): object => ({
    type,
    status: true,
    reason: "PolyaxonClient",
    last_update_time: at,
    last_transition_time: at,
  });
  return {
    uuid,
    owner,
    project,
    kind: "job",
    runtime: "job",
    managed_by: "user",
    is_managed: false,
    created_at: started,
    started_at: started,
    finished_at: finished,
    wait_time: 0,
    duration: Math.max(0, Math.round((finishedAt - startedAt) / 10) / 100),
    status,
    status_conditions: [condition("running", started), condition(status, finished)],
  };
}

function eventFiles(folder: string): string[] {
  const namesIn = (path: string): string[] => {
    try {
      return readdirSync(join(folder, path));
    } catch {
      return [];
    }
  };
  return namesIn("events").flatMap((kind) =>
    namesIn(`events/${kind}`)
      .filter((file) => file.endsWith(".plx"))
      .map((file) => `events/${kind}/${file}`),
  );
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

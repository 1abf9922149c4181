import type { OfflineRun, Run, WireCondition } from "@polyaxon/client";

type Fields = Readonly<Record<string, unknown>>;

/** What `run.plx.json` says, as a server would tell it: fields of another type than a run's are left out. */
export function offlineRecord(kept: OfflineRun): {
  readonly run: Run;
  readonly conditions: readonly WireCondition[];
} {
  const texts = (...names: readonly string[]) => picked(kept, names, (value) => typeof value === "string");
  const numbers = (...names: readonly string[]) => picked(kept, names, (value) => typeof value === "number");
  const objects = (...names: readonly string[]) => picked(kept, names, isFields);
  const { status, status_conditions: conditions, tags, created_at: createdAt } = kept as Fields;
  const run: Run = {
    ...texts("name", "description", "project", "user", "updated_at", "started_at", "finished_at", "kind", "runtime"),
    ...texts("managed_by", "pending"),
    ...numbers("wait_time", "duration"),
    ...objects("inputs", "outputs", "meta_info", "pipeline", "original"),
    ...(isList(tags) ? { tags: tags.filter((tag) => typeof tag === "string") } : {}),
    uuid: kept.uuid,
    created_at: typeof createdAt === "string" ? createdAt : "",
    status: typeof status === "string" ? status : "unknown",
  };
  return { run, conditions: (isList(conditions) ? conditions : []).filter(isCondition) };
}

const picked = (kept: Fields, names: readonly string[], fits: (value: unknown) => boolean): Fields =>
  Object.fromEntries(names.flatMap((name) => (fits(kept[name]) ? [[name, kept[name]]] : [])));

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !isList(value);

const isCondition = (value: unknown): value is WireCondition =>
  isFields(value) &&
  typeof value["type"] === "string" &&
  ["reason", "message", "last_transition_time"].every((name) =>
    ["string", "undefined"].includes(typeof (value[name] ?? undefined)),
  );

import type { TrackedRecords } from "./ports/agent-protocol.ts";
import type { JsonObject } from "./ports/records.ts";

/** Documents may be nested so deep. What is much deeper can be read, but not written again: it would break every list. */
export const MAX_JSON_DEPTH = 100;

/** Without recursion: it has to survive what it looks for. */
export function isTooDeep(value: unknown, most = MAX_JSON_DEPTH): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const each of level) {
      if (typeof each !== "object" || each === null) continue;
      if (depth === most) return true;
      for (const child of Object.values(each)) next.push(child);
    }
    level = next;
  }
  return false;
}

/** What an attempt tracked, without the values and artifacts that are too deep to keep; `dropped` names those. */
export function withoutTooDeep(records: TrackedRecords): {
  readonly records: TrackedRecords;
  readonly dropped: readonly string[];
} {
  if (!isTooDeep(records)) return { records, dropped: [] };
  const dropped: string[] = [];
  const keep = (field: string, values: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(values).filter(([key, value]) => {
        const kept = !isTooDeep(value, MAX_JSON_DEPTH - 2);
        if (!kept) dropped.push(`${field}.${key}`);
        return kept;
      }),
    );
  const { inputs, outputs, metaInfo, artifacts } = records;
  return {
    records: {
      ...records,
      ...(inputs === undefined ? {} : { inputs: keep("inputs", inputs) }),
      ...(outputs === undefined ? {} : { outputs: keep("outputs", outputs) }),
      ...(metaInfo === undefined ? {} : { metaInfo: keep("metaInfo", metaInfo) }),
      ...(artifacts === undefined
        ? {}
        : {
            artifacts: artifacts.filter((artifact) => {
              const kept = !isTooDeep(artifact, MAX_JSON_DEPTH - 2);
              if (!kept) dropped.push(`artifacts.${artifact.name}`);
              return kept;
            }),
          }),
    },
    dropped,
  };
}

import { type Condition, isStatus } from "@polyaxon/lifecycle";
import { cleanText, jsonText, jsonTextOrNull, readJson, readObject } from "../json.ts";
import type { RunConditionsTable } from "../schema/tables.ts";

type ConditionColumns = Omit<RunConditionsTable, "run_id" | "seq">;

export function conditionFromRow(row: ConditionColumns): Condition {
  const status = readJson(row.status) ?? true;
  return {
    type: isStatus(row.type) ? row.type : "unknown",
    status: typeof status === "boolean" ? status : String(status),
    reason: row.reason,
    message: row.message,
    lastUpdateTime: row.last_update_time,
    lastTransitionTime: row.last_transition_time,
    metaInfo: readObject(row.meta_info),
  };
}

export function conditionToRow(condition: Condition): ConditionColumns {
  return {
    type: condition.type,
    status: jsonText(condition.status),
    reason: cleanText(condition.reason),
    message: cleanText(condition.message),
    last_update_time: condition.lastUpdateTime,
    last_transition_time: condition.lastTransitionTime,
    meta_info: jsonTextOrNull(condition.metaInfo),
  };
}

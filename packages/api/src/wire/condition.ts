import { type Condition, type ConditionRequest, isStatus } from "@polyaxon/lifecycle";
import { z } from "zod";
import { badField } from "../api-error.ts";
import { jsonObject } from "./parameters.ts";
import { parseTime, wireConditionTime } from "./time.ts";

export const conditionSchema = z.object({
  type: z.string(),
  status: z.union([z.boolean(), z.string()]).nullish(),
  reason: z.string().nullish(),
  message: z.string().nullish(),
  last_update_time: z.string().nullish(),
  last_transition_time: z.string().nullish(),
  meta_info: jsonObject.nullish(),
});

export type WireCondition = z.output<typeof conditionSchema>;

export function wireCondition(condition: Condition): WireCondition {
  return {
    type: condition.type,
    status: condition.status,
    reason: condition.reason,
    message: condition.message,
    last_update_time: wireConditionTime(condition.lastUpdateTime),
    last_transition_time: wireConditionTime(condition.lastTransitionTime),
    ...(condition.metaInfo === null ? {} : { meta_info: condition.metaInfo }),
  };
}

/** Throws a field error for a word that is no status, or a time that is none. */
export function readCondition(wire: WireCondition): ConditionRequest {
  if (!isStatus(wire.type)) throw badField("condition", `"${wire.type.slice(0, 50)}" is not a status`);
  return {
    type: wire.type,
    ...(wire.status == null ? {} : { status: wire.status }),
    ...(wire.reason == null ? {} : { reason: wire.reason }),
    ...(wire.message == null ? {} : { message: wire.message }),
    ...timeField("lastUpdateTime", wire.last_update_time),
    ...timeField("lastTransitionTime", wire.last_transition_time),
    ...(wire.meta_info == null ? {} : { metaInfo: wire.meta_info }),
  };
}

function timeField<K extends string>(key: K, text: string | null | undefined): { [P in K]?: number } {
  if (text === null || text === undefined) return {};
  const instant = parseTime(text);
  if (instant === null) throw badField("condition", `"${text.slice(0, 50)}" is not an ISO-8601 time`);
  return { [key]: instant } as { [P in K]?: number };
}

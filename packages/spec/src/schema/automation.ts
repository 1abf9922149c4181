import { byKind, orTemplate } from "./choices.ts";
import { cache } from "./cache.ts";
import { longParams } from "./param.ts";
import { STATUS_WORDS } from "./status-words.ts";
import {
  commaList,
  dateTime,
  duration,
  listOf,
  object,
  templatedBoolean,
  templatedInteger,
  text,
  words,
  constant,
} from "./scalars.ts";
import { section } from "./section.ts";
import type { Output } from "./schema.ts";

/** What happens around an operation: builds, hooks, schedules, events, joins, triggers. */

export const patchStrategy = words("replace", "isnull", "post_merge", "pre_merge");
export type PatchStrategy = Output<typeof patchStrategy>;

export const build = section({
  hubRef: text,
  connection: text.optional(),
  presets: commaList.optional(),
  queue: text.optional(),
  namespace: text.optional(),
  cache: orTemplate(cache).optional(),
  params: longParams.optional(),
  runPatch: object.optional(),
  patchStrategy: patchStrategy.optional(),
});
export type Build = Output<typeof build>;

export const hook = section({
  hubRef: text,
  connection: text.optional(),
  trigger: words("failed", "stopped", "succeeded", "skipped", "upstream_failed", "done").optional(),
  conditions: text.optional(),
  presets: commaList.optional(),
  queue: text.optional(),
  namespace: text.optional(),
  params: longParams.optional(),
  disableDefaults: templatedBoolean.optional(),
});
export type Hook = Output<typeof hook>;

const scheduleLimits = {
  startAt: orTemplate(dateTime).optional(),
  endAt: orTemplate(dateTime).optional(),
  maxRuns: templatedInteger.optional(),
  dependsOnPast: templatedBoolean.optional(),
} as const;

export const schedule = byKind("schedule", {
  cron: section({ kind: constant("cron"), cron: text, ...scheduleLimits }),
  interval: section({ kind: constant("interval"), frequency: orTemplate(duration), ...scheduleLimits }),
  datetime: section({ kind: constant("datetime"), startAt: orTemplate(dateTime) }),
});
export type Schedule = Output<typeof schedule>;

const EVENT_KINDS = [
  ...STATUS_WORDS.map((status) => `run_status_${status}` as const),
  "run_approved_actor",
  "run_invalidated_actor",
  "run_new_artifacts",
  "connection_git_commit",
  "connection_dataset_version",
  "connection_registry_image",
  "alert_info",
  "alert_warning",
  "alert_critical",
  "model_version_new_metric",
  "project_custom_event",
  "org_custom_event",
] as const;
const eventKind = words(...EVENT_KINDS);

export const event = section({ kinds: listOf(eventKind), ref: text });
export type Event = Output<typeof event>;

export const join = section({
  query: text,
  sort: text.optional(),
  limit: templatedInteger.optional(),
  offset: templatedInteger.optional(),
  ref: text.optional(),
  params: longParams.optional(),
});
export type Join = Output<typeof join>;

export const trigger = words("all_succeeded", "all_failed", "all_done", "one_succeeded", "one_failed", "one_done");
export type TriggerPolicy = Output<typeof trigger>;

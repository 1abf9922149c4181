import type { WireCondition } from "@polyaxon/client";

export interface Failure {
  /** In words: `user code`, `lost`, ... */
  readonly cause: string;
  readonly exitCode: number | null;
  readonly message: string | null;
}

/** Stable reasons of failed conditions, by the class of cause that tells people where to look. */
const CAUSES: readonly (readonly [cause: string, reasons: readonly string[]])[] = [
  ["user code: the command ended with an error", ["ExitCode"]],
  [
    "it could not be started",
    [
      "CommandNotFound",
      "CommandNotExecutable",
      "CommandTooLong",
      "NoCommand",
      "StartFailed",
      "UnsupportedContainers",
      "UnsupportedInit",
      "WorkingDirMissing",
    ],
  ],
  [
    "its specification does not compile",
    ["SchedulerPrepare", "InvalidSpec", "InvalidTemplate", "Unsupported", "UnknownConnection"],
  ],
  ["out of memory", ["OOMKilled", "OutOfMemory"]],
  ["it took longer than its timeout", ["DeadlineExceeded"]],
  [
    "lost: its supervisor, its machine or its agent went away",
    ["SupervisorLost", "HostRestarted", "AgentLost", "ScratchLost"],
  ],
  ["evicted from its machine", ["Evicted", "Preempted"]],
  ["its image could not be used", ["ImagePullBackOff", "ErrImagePull", "InvalidImageName"]],
  ["the agent could not run it", ["AgentError"]],
  ["runs of the sweep failed", ["SchedulerCheckPipeline", "PipelineEarlyStopping"]],
];

/** What the last failed condition says, in the words a person looks for. Null when none did. */
export function failureOf(conditions: readonly WireCondition[]): Failure | null {
  const condition = conditions.findLast(({ type }) => type === "failed" || type === "upstream_failed");
  if (condition === undefined) return null;
  const { message, reason } = condition;
  const cause =
    condition.type === "upstream_failed"
      ? "a run it depends on failed"
      : (CAUSES.find(([, reasons]) => reasons.includes(reason ?? ""))?.[0] ?? reason ?? "unknown");
  return { cause, exitCode: exitCodeOf(condition), message: message ?? null };
}

/** From `meta_info.exit_code`, else out of a message such as `exit code 3`. */
function exitCodeOf({ message, meta_info: meta }: WireCondition): number | null {
  const told = meta?.["exit_code"] ?? meta?.["exitCode"];
  if (typeof told === "number") return told;
  const read = /\bexit(?:ed with)?(?: code| status)?[ :]+(\d{1,3})\b/i.exec(message ?? "")?.[1];
  return read === undefined ? null : Number(read);
}

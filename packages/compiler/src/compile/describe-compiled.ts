import type { CompiledOperation, IO, Run } from "@polyaxon/spec";
import type { CompileIssue } from "../issue.ts";
import type { Json } from "../json.ts";
import { queueIssue } from "./queue-issue.ts";
import { readBoolean } from "./boolean-word.ts";
import { idleNotices } from "./idle-notices.ts";

export interface Compiled {
  readonly ok: true;
  readonly compiled: CompiledOperation;
  /** `compiled` as JSON text; the same input gives the same bytes (I7). */
  readonly content: string;
  /** Values of the declared inputs that have one. */
  readonly inputs: Readonly<Record<string, Json>>;
  /** A schedule wraps a matrix, a matrix wraps what is run. */
  readonly kind: "job" | "service" | "dag" | "matrix" | "schedule";
  /** The kind of the schedule, of the matrix, or of the run. */
  readonly runtime: string;
  readonly limits: {
    readonly maxRetries: number;
    readonly timeoutSeconds: number | null;
    readonly ttlSeconds: number | null;
  };
  readonly queue: string | null;
  /** How many children of a matrix or dag may run at once. */
  readonly concurrency: number | null;
  /** `isApproved: false`: somebody has to say yes first. */
  readonly pendingApproval: boolean;
  /** `conditions` came out false: the run ends as skipped. */
  readonly skip: boolean;
  /** Sections that are read but do nothing yet. */
  readonly notices: readonly string[];
}

/** What the control plane has to know of a compiled operation, or why it can be no run. */
export function describeCompiled(
  compiled: CompiledOperation,
  arePresetsResolved: boolean,
): Compiled | { readonly ok: false; readonly issues: readonly CompileIssue[] } {
  const { conditions, matrix, queue, run, schedule, termination } = compiled;
  const issues: CompileIssue[] = [];
  const condition = conditions === undefined ? true : readBoolean(conditions);
  if (condition === undefined) {
    issues.push({
      code: "compile.conditions",
      category: "compile",
      path: ["conditions"],
      message: `conditions: expected true or false after rendering, found ${JSON.stringify(conditions)}`,
    });
  }
  const wrongQueue = queueIssue(queue, ["queue"]);
  if (wrongQueue !== null) issues.push(wrongQueue);
  if (issues.length > 0) return { ok: false, issues };
  const limits = typeof termination === "object" ? termination : {};
  return {
    ok: true,
    compiled,
    content: contentOf(compiled),
    inputs: inputValues(compiled.inputs ?? []),
    kind: schedule !== undefined ? "schedule" : matrix !== undefined ? "matrix" : COARSE_KINDS[run.kind],
    runtime: schedule?.kind ?? matrix?.kind ?? run.kind,
    limits: {
      maxRetries: number(limits.maxRetries) ?? 0,
      timeoutSeconds: number(limits.timeout),
      ttlSeconds: number(limits.ttl),
    },
    queue: queue ?? null,
    concurrency: number(matrix === undefined && run.kind === "dag" ? run.concurrency : matrix?.concurrency),
    pendingApproval: compiled.isApproved === false,
    skip: condition === false,
    notices: idleNotices(compiled, arePresetsResolved),
  };
}

/** The few kinds that the engine tells apart, of each kind that can be written. */
export const COARSE_KINDS: Readonly<Record<Run["kind"], Compiled["kind"]>> = {
  job: "job",
  service: "service",
  dag: "dag",
  tfjob: "job",
  pytorchjob: "job",
  mpijob: "job",
  raycluster: "service",
  daskcluster: "service",
  tuner: "job",
  notifier: "job",
  cleaner: "job",
};

const number = (value: unknown): number | null => (typeof value === "number" ? value : null);

/** As JSON. A replacer costs more than all else here, and is needed only where infinities and NaN would be null. */
function contentOf(compiled: CompiledOperation): string {
  const content = JSON.stringify(compiled);
  return content.includes("null") ? JSON.stringify(compiled, jsonNumber) : content;
}

/** Infinities and NaN have no JSON; documents keep their names. */
const jsonNumber = (_key: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;

const inputValues = (inputs: readonly IO[]): Readonly<Record<string, Json>> =>
  Object.fromEntries(inputs.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value as Json]])));

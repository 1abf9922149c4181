import type { CompiledOperation, Operation } from "@polyaxon/spec";
import type { CompileIssue } from "../issue.ts";

/** Run kinds that have an executor. */
const RUN_KINDS: ReadonlySet<string> = new Set(["job", "service"]);

/** What would change the meaning of a run if it were left out: refused by name. */
export function unsupportedIssues(operation: Operation, compiled: CompiledOperation): readonly CompileIssue[] {
  const issues: CompileIssue[] = [];
  const refuse = (path: readonly string[], message: string): void => {
    issues.push({ code: "compile.unsupported", category: "compile", path, message });
  };
  if (!RUN_KINDS.has(compiled.run.kind)) {
    refuse(
      ["component", "run", "kind"],
      `run.kind: \`${compiled.run.kind}\` cannot be run yet; these can: ${[...RUN_KINDS].join(", ")}`,
    );
  }
  if (compiled.schedule !== undefined) refuse(["schedule"], "schedule: scheduled operations are not available yet");
  if (compiled.build !== undefined) refuse(["build"], "build: builds are not available yet");
  if (compiled.joins !== undefined && compiled.joins.length > 0)
    refuse(["joins"], "joins: joins are not available yet");
  for (const [name, param] of Object.entries(operation.params ?? {})) {
    if (param.ref !== undefined)
      refuse(["params", name, "ref"], `params.${name}.ref: references to other runs are not available yet`);
  }
  return issues;
}

/** What is kept but has no effect yet: told, so that nobody waits for it. */
export function unsupportedNotices(compiled: CompiledOperation): readonly string[] {
  const { cache, termination, namespace } = compiled;
  const limits: Readonly<Record<string, unknown>> = typeof termination === "object" ? termination : {};
  const idle: string[] = (["hooks", "events", "presets", "mount", "dependencies"] as const).filter(
    (name) => (compiled[name]?.length ?? 0) > 0,
  );
  if (typeof cache === "object" && cache.disable === false) idle.push("cache");
  if (namespace !== undefined) idle.push("namespace");
  idle.push(
    ...["culling", "probe", "podFailurePolicy"]
      .filter((name) => limits[name] !== undefined)
      .map((name) => `termination.${name}`),
  );
  const stopping = compiled.matrix?.earlyStopping;
  const hasPolicy =
    Array.isArray(stopping) &&
    stopping.some((rule) => rule.kind === "metric_early_stopping" && rule.policy !== undefined);
  if (hasPolicy) idle.push("matrix.earlyStopping.policy");
  return idle.map((name) => `\`${name}\` is kept but has no effect yet`);
}

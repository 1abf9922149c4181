import { type CompiledOperation } from "@polyaxon/spec";
import type { PlanContext } from "../execution-plan.ts";

/** Reserved names win over the author's (runtime reference, section 12). */
export function labelsOf(
  compiled: CompiledOperation,
  run: PlanContext["run"],
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return {
    ...own,
    "app.kubernetes.io/name": slug(run.name ?? run.uuid),
    "app.kubernetes.io/instance": run.uuid,
    "app.kubernetes.io/version": String(compiled.version ?? 1.1),
    "app.kubernetes.io/part-of": "polyaxon-runs",
    "app.kubernetes.io/component": compiled.run.kind === "service" ? "polyaxon-services" : "polyaxon-jobs",
    "app.kubernetes.io/managed-by": "polyaxon",
    "operation.polyaxon.com/uuid": run.uuid,
  };
}

export function annotationsOf(
  compiled: CompiledOperation,
  run: PlanContext["run"],
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return {
    ...own,
    "operation.polyaxon.com/name": run.name ?? "",
    "operation.polyaxon.com/owner": run.owner,
    "operation.polyaxon.com/project": run.project,
    "operation.polyaxon.com/kind": compiled.run.kind,
  };
}

/** A label value: letters, digits, `-`, `_` and `.`, at most 63, beginning and ending with a letter or digit. */
function slug(name: string): string {
  return name
    .replace(/[^A-Za-z0-9_.-]+/g, "-")
    .slice(0, 63)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
}

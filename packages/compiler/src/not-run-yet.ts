import type { Operation } from "@polyaxon/spec";

/**
 * What of an operation this version reads, checks and compiles, but does not carry out yet, as one sentence; null: nothing. A server
 * refuses it when it is submitted, not when it would run.
 */
export function notRunYet(operation: Operation): string | null {
  const missing = missingFor(operation);
  return missing === null ? null : `this version does not run ${missing}`;
}

function missingFor({ build, component, matrix, schedule }: Operation): string | null {
  if (schedule !== undefined) return `schedules yet (\`schedule.kind: ${schedule.kind}\`)`;
  if (matrix !== undefined && !ONE_SHOT.has(matrix.kind)) return `a matrix of kind \`${matrix.kind}\` yet`;
  const kind = component?.run.kind;
  if (kind !== undefined && kind !== "job" && kind !== "service")
    return `operations of kind \`${kind}\` yet: \`check\` and \`compile\` read them`;
  return build === undefined ? null : "`build` sections yet";
}

const ONE_SHOT: ReadonlySet<string> = new Set(["mapping", "grid", "random"]);

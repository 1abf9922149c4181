import type { SpecPath } from "@polyaxon/spec";
import type { CompileIssue } from "../issue.ts";

/** What is wrong with the name of a queue: `queue`, or `agent/queue`, a dot for the slash. */
export function queueIssue(queue: string | undefined, path: SpecPath): CompileIssue | null {
  if (queue === undefined || queue.split(/[/.]/).length <= 2) return null;
  const message = `queue: expected \`queue\` or \`agent/queue\`, found \`${queue}\``;
  return { code: "compile.queue", category: "schema-semantic", path, message };
}

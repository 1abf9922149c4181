import type { Environment } from "./settings.ts";

/**
 * A text that names commands, as the person at hand must type them: where the command was started by npx, which is how a clone or a
 * project's own package has it, `polyaxon` alone would not be found.
 */
export function asCalled(env: Environment, text: string): string {
  // What npm tells the programs that `npx` (its `exec`) starts.
  const isNpx = env["npm_command"] === "exec" && env["npm_lifecycle_event"] === "npx";
  return isNpx ? text.replace(/(?<![\w./-]|npx )polyaxon (?=[a-z])/g, "npx polyaxon ") : text;
}

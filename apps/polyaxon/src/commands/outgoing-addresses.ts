import type { urlReader } from "@polyaxon/references";
import { OUTGOING_HINT, OUTGOING_VARIABLE, outgoingAllowed } from "../outgoing-settings.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";

/**
 * What reads `urlRef`, with the addresses that the environment allows.
 *
 * @throws CliError for a setting that is malformed
 */
export function urlReaderOf(env: CliContext["env"], make: typeof urlReader): ReturnType<typeof urlReader> {
  try {
    return make(outgoingAllowed(env), OUTGOING_HINT);
  } catch (error) {
    throw new CliError("usage", `${OUTGOING_VARIABLE}: ${(error as Error).message}`);
  }
}

/** The same addresses for what is started with them. @throws CliError for a setting that is malformed */
export async function outgoingAddresses(env: CliContext["env"]): Promise<readonly string[]> {
  const { urlReader: make } = await import("@polyaxon/references");
  urlReaderOf(env, make);
  return outgoingAllowed(env);
}

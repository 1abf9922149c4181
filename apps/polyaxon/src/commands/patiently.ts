import { ServerFaultError, UnreachableError } from "@polyaxon/client";
import type { CliContext } from "./cli-context.ts";

/** How long a server may be away while somebody watches: long enough for a restart. */
const PATIENCE_MS = 60_000;
const RETRY_MS = 1_000;

/** Repeats a read while the server is away, saying so once; gives up with the last error after a minute. */
export async function patiently<T>(
  context: CliContext,
  read: () => Promise<T>,
  signal?: AbortSignal,
  say: (text: string) => void = (text) => context.err.write(text),
): Promise<T> {
  const deadline = context.now() + PATIENCE_MS;
  for (let told = false; ; told = true) {
    try {
      return await read();
    } catch (error) {
      const passing = error instanceof UnreachableError || error instanceof ServerFaultError;
      if (!passing || signal?.aborted === true || context.now() >= deadline) throw error;
      if (!told) say(`${context.err.colors.yellow("the server does not answer; trying again for a minute")}\n`);
      await context.sleep(RETRY_MS, signal);
    }
  }
}

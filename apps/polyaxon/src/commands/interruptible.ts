import type { CliContext } from "./cli-context.ts";

/**
 * Runs something that watches, until it ends or Ctrl-C is pressed. Answers whether it was interrupted; a watcher that
 * fails because its signal was aborted was interrupted, not wrong.
 */
export async function interruptible(
  context: CliContext,
  watch: (signal: AbortSignal) => Promise<unknown>,
): Promise<boolean> {
  const controller = new AbortController();
  const remove = context.onInterrupt(() => controller.abort());
  try {
    await watch(controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  } finally {
    remove();
  }
  return controller.signal.aborted;
}

import type { RunCalls } from "@polyaxon/client";
import { asCalled } from "./as-called.ts";
import type { CliContext } from "./cli-context.ts";
import { counted } from "./counted.ts";
import { interruptible } from "./interruptible.ts";

/**
 * Lets a run that is held go on after a while, which this program waits for. Whoever interrupts it keeps the run held.
 *
 * @returns whether it was approved
 */
export async function approveLater(
  context: CliContext,
  runs: RunCalls,
  uuid: string,
  seconds: number,
): Promise<boolean> {
  const { env, err } = context;
  err.write(`held for ${counted(seconds, "second")}; Ctrl-C leaves it held\n`);
  const interrupted = await interruptible(context, (signal) => context.sleep(seconds * 1000, signal));
  if (interrupted) {
    err.write(`\nrun ${uuid} is held; it goes on with ${asCalled(env, `polyaxon ops approve -uid ${uuid}`)}\n`);
    return false;
  }
  await runs.approve(uuid);
  return true;
}

import type { Logger } from "./ports/environment.ts";

export interface Repeated {
  start(): void;
  /** Before its time, unless it goes on already. */
  atOnce(): void;
  /** Resolves when the work that goes on has ended. */
  stop(): Promise<void>;
  readonly isStopped: () => boolean;
}

/**
 * Does a piece of work again and again, never twice at a time. One that fails is told, and has its next turn like any other. Keeps
 * no process alive.
 *
 * @param options.everyMs from turn to turn; one that takes longer leaves turns out
 * @param options.failure what is said when the work fails
 */
export function repeatedly(
  work: () => Promise<unknown>,
  { everyMs, failure, logger }: { readonly everyMs: number; readonly failure: string; readonly logger: Logger },
): Repeated {
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<unknown> | null = null;
  let stopped = false;
  const atOnce = (): void => {
    working ??= work()
      .catch((error: unknown) => logger.error({ error }, failure))
      .finally(() => (working = null));
  };
  return {
    atOnce,
    isStopped: () => stopped,
    start() {
      timer ??= setInterval(atOnce, everyMs).unref();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await working;
    },
  };
}

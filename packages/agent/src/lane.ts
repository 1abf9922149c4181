/** Does one thing at a time in the background; what is offered while it is busy is left out. */
export interface Lane {
  offer(work: () => Promise<void>): void;
  /** Resolves when nothing is being done. */
  quiet(): Promise<void>;
}

/**
 * What fails is offered again and again: a row of failures for one reason is told once, and told to be over, unless all of
 * it was told elsewhere (see `ServerContact`).
 *
 * @param onMended how many failures there were before it succeeded
 */
export function createLane(onTrouble: (error: unknown) => void, onMended: (failures: number) => void): Lane {
  let current: Promise<void> | null = null;
  let failures = 0;
  let told = "";
  let toldElsewhere = true;

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      failures += 1;
      const reason = error instanceof Error ? error.message : String(error);
      if (failures === 1 || reason !== told) onTrouble(error);
      told = reason;
      toldElsewhere &&= error instanceof Error && "told" in error && error.told === true;
      return;
    }
    if (failures > 0 && !toldElsewhere) onMended(failures);
    failures = 0;
    toldElsewhere = true;
  }

  return {
    offer(work) {
      current ??= attempt(work).finally(() => (current = null));
    },
    quiet: async () => {
      await current;
    },
  };
}

/** Why a machine can start nothing at all, whatever it is handed, by the operating system's codes. */
const TROUBLES: Readonly<Record<string, string>> = {
  EDQUOT: "the disk quota of its account is used up",
  EIO: "its disk fails",
  EMFILE: "it has too many files open",
  ENFILE: "its machine has too many files open",
  ENOMEM: "its machine has no memory left",
  ENOSPC: "its disk is full",
  EROFS: "its disk takes no writes",
};

/** In words, with the file where there is one; null for what is the run's own fault, or this program's. */
function hostTrouble(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code = "", path } = error as NodeJS.ErrnoException;
  const trouble = TROUBLES[code];
  if (trouble === undefined) return null;
  return path === undefined ? trouble : `${trouble} (${code} at ${path})`;
}

/**
 * Does `work`, again and again while the machine is in trouble. An agent that failed an attempt for it would take the next one and
 * fail that too, until its queue is empty: the attempt waits, and keeps its slot.
 * @param deps.onTrouble called once
 * @param deps.wait waits before the next try; false gives up
 * @returns null when it was given up, or when `work` answers so
 * @throws what `work` throws for another reason
 */
export async function whenHostCan<T>(
  work: () => Promise<T | null>,
  deps: {
    readonly onTrouble: (error: unknown, trouble: string) => void;
    readonly wait: (failures: number) => Promise<boolean>;
  },
): Promise<T | null> {
  for (let failures = 1; ; failures++) {
    try {
      return await work();
    } catch (error) {
      const trouble = hostTrouble(error);
      if (trouble === null) throw error;
      if (failures === 1) deps.onTrouble(error, trouble);
      if (!(await deps.wait(failures))) return null;
    }
  }
}

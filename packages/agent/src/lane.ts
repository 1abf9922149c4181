/** Does one thing at a time in the background; what is offered while it is busy is left out. */
export interface Lane {
  offer(work: () => Promise<void>): void;
  /** Resolves when nothing is being done. */
  quiet(): Promise<void>;
}

export function createLane(onError: (error: unknown) => void): Lane {
  let current: Promise<void> | null = null;
  return {
    offer(work) {
      current ??= work()
        .catch(onError)
        .finally(() => (current = null));
    },
    quiet: async () => {
      await current;
    },
  };
}

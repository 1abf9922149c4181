/**
 * Something that happens at most once, such as a release. What an AbortSignal is, without its listeners: thousands of waits
 * may share one, and none has to be taken back.
 */
export interface Latch {
  readonly isOpen: boolean;
  /** Resolves with null when it opens. */
  readonly opened: Promise<null>;
  open(): void;
}

export function createLatch(): Latch {
  let isOpen = false;
  let resolve: (value: null) => void = () => {};
  const opened = new Promise<null>((done) => (resolve = done));
  return {
    get isOpen() {
      return isOpen;
    },
    opened,
    open() {
      isOpen = true;
      resolve(null);
    },
  };
}

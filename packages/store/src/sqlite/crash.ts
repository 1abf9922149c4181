/** A broken invariant of ours inside a thread: ends the thread loudly; its client fails every call in flight. */
export function crash(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}

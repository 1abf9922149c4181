/**
 * Memory for what is read of chunks, used again for the next lines of an answer: a request for a hundred runs reads hundreds of megabytes,
 * and to collect them as garbage took a third of its time.
 */
export interface ReadMemory {
  /** At least so many bytes, for the reader alone until `reuse`; null when that would be too much to keep. */
  take(length: number): Buffer | null;
  /** Whatever was taken is free: nobody may look at it any more. */
  reuse(): void;
}

/** What is read beyond it is left to the garbage collection. */
const KEPT_BYTES = 8 * 1024 * 1024;
const BLOCK_BYTES = 256 * 1024;

export function createReadMemory(): ReadMemory {
  let free: Buffer[] = [];
  const taken: Buffer[] = [];
  let kept = 0;
  return {
    take(length) {
      let found = free.findIndex((block) => block.length >= length);
      if (found === -1) {
        const size = Math.ceil(length / BLOCK_BYTES) * BLOCK_BYTES;
        // Small blocks make room for a large one.
        while (kept + size > KEPT_BYTES && free.length > 0) kept -= free.pop()?.length ?? 0;
        if (kept + size > KEPT_BYTES) return null;
        kept += size;
        free.push(Buffer.allocUnsafeSlow(size));
        found = free.length - 1;
      }
      const [block] = free.splice(found, 1);
      if (block !== undefined) taken.push(block);
      return block ?? null;
    },
    reuse() {
      free = [...free, ...taken.splice(0)];
    },
  };
}

import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** One file that grows at its end. */
export interface AppendFile {
  append(text: string, nowMs: number): void;
}

/**
 * Buffers appends to many files, so that one logged value costs no system call.
 *
 * Flush rule: inside an append when 100 ms passed since the last flush or 64 KiB wait; else on a timer that does not keep the
 * process alive. The first part is what a synchronous loop relies on, where no timer ever fires. Flushed bytes belong to the kernel and
 * survive kill -9 of this process. There is no signal handler on purpose: one would make a synchronous loop deaf to SIGTERM.
 * A failed write never throws: it is told once, and its text waits for the next flush.
 */
export interface AppendFiles {
  /**
   * @param start written first when the file is new or empty
   * @param lineFiles true: when the file ends inside a line (a killed writer), a newline closes that line first
   */
  open(path: string, start: string, lineFiles: boolean): AppendFile;
  flush(): void;
}

export const FLUSH_AFTER_MS = 100;
const FLUSH_ABOVE_CHARS = 64 * 1024;
const KEEP_AT_MOST_CHARS = 16 * 1024 * 1024;

export function createAppendFiles(hooks: {
  readonly now: () => number;
  readonly onWrite?: (path: string) => void;
  readonly onError: (path: string, error: Error) => void;
}): AppendFiles {
  const waiting = new Set<() => void>();
  let waitingChars = 0;
  let lastFlushMs = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | null = null;

  function flush(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    lastFlushMs = hooks.now();
    waitingChars = 0;
    const writes = [...waiting];
    waiting.clear();
    for (const write of writes) write();
  }

  return {
    open(path, start, lineFiles) {
      let text = "";
      let ready = false;

      function write(): void {
        try {
          if (!ready) mkdirSync(dirname(path), { recursive: true });
          const fd = openSync(path, "a+");
          try {
            if (!ready) text = opening(fd, start, lineFiles) + text;
            ready = true;
            writeAll(fd, Buffer.from(text));
          } finally {
            closeSync(fd);
          }
          text = "";
          hooks.onWrite?.(path);
        } catch (error) {
          hooks.onError(path, error as Error);
          if (text.length > KEEP_AT_MOST_CHARS) text = "";
          else waiting.add(write);
        }
      }

      return {
        append(added, nowMs) {
          text += added;
          waitingChars += added.length;
          waiting.add(write);
          if (nowMs - lastFlushMs >= FLUSH_AFTER_MS || waitingChars > FLUSH_ABOVE_CHARS) flush();
          else timer ??= setTimeout(flush, FLUSH_AFTER_MS).unref();
        },
      };
    },
    flush,
  };
}

function opening(fd: number, start: string, lineFiles: boolean): string {
  const { size } = fstatSync(fd);
  if (size === 0) return start;
  if (!lineFiles) return "";
  const last = Buffer.alloc(1);
  readSync(fd, last, 0, 1, size - 1);
  return last[0] === 0x0a ? "" : "\n";
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
}

import { existsSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { Clock } from "@polyaxon/orchestrator";
import { createLineCutter, type LineCutter, type TakePiece } from "./line-cutter.ts";
import { createLogEncoder } from "./log-encoder.ts";
import type { GrowingFile, RunFiles } from "../files/run-files.ts";
import { lastStamp, TAIL_BYTES, takeUpLog } from "./log-file.ts";
import type { SecretForms } from "./secret-forms.ts";

/** Small, because lines of one byte grow two-hundredfold when they are stored. */
const READ_BYTES = 256 * 1024;
/** A prompt or a progress bar without a line break becomes visible after this. */
const PARTIAL_LINE_MS = 1_000;

/**
 * Copies an attempt's raw output into its stored log: one JSON line for each line, stamped in strictly increasing
 * microseconds. `offset` in a stored line is the byte of the raw output just after it, so the stored log itself says where to
 * go on; `eol: false` marks a piece without a line break, so the output's bytes can be put together again.
 *
 * Calls must not overlap. After a failed call the next one begins again from the stored log.
 */
export interface LogShipper {
  /** Ships what has been written since. */
  pump(): Promise<void>;
  /** The same for output that has ended: also its last, open line; then forces everything to disk. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

interface OpenLog {
  readonly raw: FileHandle;
  readonly stored: GrowingFile;
  readonly cutter: LineCutter;
  readAt: number;
  lastMicros: number;
  /** The open line at the end of the output: where it begins, and since when it is seen. */
  partial: { readonly from: number; readonly sinceMs: number } | null;
}

export function createLogShipper(options: {
  readonly rawPath: string;
  readonly files: Pick<RunFiles, "openLog" | "logEnd">;
  /** From 1; this one's stamps follow the last of the attempt before. */
  readonly attempt: number;
  readonly source: { readonly node: string; readonly pod: string; readonly container: string };
  readonly secrets: SecretForms;
  readonly clock: Clock;
}): LogShipper {
  const { clock } = options;
  const encoder = createLogEncoder(options.source, options.secrets);
  const buffer = { bytes: null as Buffer | null };
  let log: OpenLog | null = null;

  /** Null while there is no output: an attempt that prints nothing leaves no log behind. */
  async function opened(): Promise<OpenLog | null> {
    if (log !== null) return log;
    const raw = await openExisting(options.rawPath);
    if (raw === null) return null;
    try {
      if ((await raw.stat()).size === 0) {
        await raw.close();
        return null;
      }
      const { attempt, files } = options;
      const earlierMicros = attempt > 1 ? lastStamp(await files.logEnd(attempt - 1, TAIL_BYTES)) : 0;
      const stored = await files.openLog(attempt);
      const position = await takeUpLog(stored).catch(async (error: unknown) => {
        await stored.close();
        throw error;
      });
      log = {
        raw,
        stored,
        cutter: createLineCutter(position.offset, options.secrets),
        readAt: position.offset,
        lastMicros: Math.max(earlierMicros, position.lastMicros),
        partial: null,
      };
      return log;
    } catch (error) {
      await raw.close();
      throw error;
    }
  }

  async function copy(final: boolean): Promise<void> {
    const open = await opened();
    if (open === null) return;
    buffer.bytes ??= Buffer.allocUnsafe(READ_BYTES);
    for (;;) {
      const { bytesRead } = await open.raw.read(buffer.bytes, 0, READ_BYTES, open.readAt);
      if (bytesRead === 0) break;
      open.readAt += bytesRead;
      const chunk = buffer.bytes.subarray(0, bytesRead);
      await store(open, (take) => open.cutter.push(chunk, take));
    }
    // Many attempts are quiet most of the time; their buffers would add up.
    buffer.bytes = null;
    encoder.release();
    const from = open.cutter.pendingFrom();
    if (from === null) return;
    const nowMs = clock.monotonic();
    if (open.partial?.from !== from) open.partial = { from, sinceMs: nowMs };
    if (final || nowMs - open.partial.sinceMs >= PARTIAL_LINE_MS)
      await store(open, (take) => open.cutter.flush(final, take));
  }

  async function store(open: OpenLog, cut: (take: TakePiece) => void): Promise<void> {
    const nowMicros = clock.now() * 1000;
    encoder.clear();
    cut((bytes, from, to, end, eol, secret) => {
      open.lastMicros = Math.max(open.lastMicros + 1, nowMicros);
      encoder.add(open.lastMicros, bytes, from, to, end, eol, secret);
    });
    const encoded = encoder.bytes();
    if (encoded.length > 0) await open.stored.append(encoded);
  }

  async function close(): Promise<void> {
    const open = log;
    log = null;
    buffer.bytes = null;
    if (open === null) return;
    await open.raw.close();
    await open.stored.close();
  }

  async function orBeginAgain(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await close().catch(() => {});
      throw error;
    }
  }

  return {
    pump: () => orBeginAgain(() => copy(false)),
    finish: () =>
      orBeginAgain(async () => {
        await copy(true);
        await log?.stored.sync();
      }),
    close,
  };
}

async function openExisting(path: string): Promise<FileHandle | null> {
  // Most looks find nothing; an error for each costs more than the look.
  if (!existsSync(path)) return null;
  try {
    return await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

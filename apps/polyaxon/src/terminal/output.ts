import type { Writable } from "node:stream";
import picocolors from "picocolors";

export type Colors = ReturnType<typeof picocolors.createColors>;

/** A place to print to: a terminal, a pipe, a file, or a test's collector. */
export interface Output {
  readonly isTerminal: boolean;
  readonly colors: Colors;
  /** Cells in a line; infinite when nobody looks at it as a terminal, so that nothing is cut for pipes. */
  width(): number;
  write(text: string): void;
  /** Waits until the reader has taken what was written: for output that may be larger than memory. */
  drained(): Promise<void>;
}

type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export function streamOutput(stream: Stream, env: Readonly<Record<string, string | undefined>>): Output {
  const isTerminal = stream.isTTY === true && env["TERM"] !== "dumb";
  return {
    isTerminal,
    colors: picocolors.createColors(wantsColors(isTerminal, env)),
    // The last cell stays free: some terminals wrap as soon as it is written.
    width: () => (isTerminal ? Math.max(20, (stream.columns ?? 80) - 1) : Number.POSITIVE_INFINITY),
    write: (text) => void stream.write(text),
    drained: async () => {
      if (!stream.writableNeedDrain || stream.destroyed) return;
      await new Promise<void>((resolve) => {
        const done = () => {
          stream.off("drain", done);
          stream.off("close", done);
          resolve();
        };
        stream.once("drain", done);
        stream.once("close", done);
      });
    },
  };
}

/** https://no-color.org and its opposite: both count when set to anything but the empty text. */
function wantsColors(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  if (env["NO_COLOR"]) return false;
  if (env["FORCE_COLOR"]) return env["FORCE_COLOR"] !== "0";
  return isTerminal;
}

import type { Output } from "./output.ts";
import { textWidth } from "./text-width.ts";

const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
const ERASE_BELOW = "\u001b[J";

/** A few lines at the bottom of a terminal that are drawn again in place. */
export interface LiveBlock {
  draw(lines: readonly string[]): void;
  /** Ordinary output above the block. */
  print(text: string): void;
  /** Leaves the last drawing where it is and gives the cursor back. Safe to call twice. */
  close(): void;
}

export function liveBlock(out: Output): LiveBlock {
  let drawn: readonly string[] = [];
  let open = false;

  /** Rows the drawing takes now: a terminal made narrower since has wrapped it. */
  const rows = () =>
    drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(visibleWidth(line) / (out.width() + 1))), 0);
  const erase = () => (drawn.length === 0 ? "" : `\u001b[${rows()}F${ERASE_BELOW}`);
  const paint = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");

  return {
    draw(lines) {
      const text = `${open ? "" : HIDE_CURSOR}${erase()}${paint(lines)}`;
      open = true;
      drawn = lines;
      out.write(text);
    },
    print(text) {
      out.write(`${erase()}${text}${paint(drawn)}`);
    },
    close() {
      if (!open) return;
      open = false;
      drawn = [];
      out.write(SHOW_CURSOR);
    },
  };
}

// Our own colour codes; anything else was neutralised before it got here.
// oxlint-disable-next-line no-control-regex
const visibleWidth = (line: string): number => textWidth(line.replace(/\u001b\[[0-9;]*m/g, ""));

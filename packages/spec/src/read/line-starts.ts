import type { Position } from "../issues/issue.ts";

/** Tells line and column of offsets in a text. The line starts are found at the first question. */
export function lineStarts(text: string): (offset: number) => Position {
  let starts: Uint32Array | null = null;
  return (offset) => {
    starts ??= findLineStarts(text);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
}

/** The offset at which each line begins. Four bytes a line: a file may be nothing but line ends. */
export function findLineStarts(text: string): Uint32Array {
  let count = 1;
  for (let next = text.indexOf("\n"); next !== -1; next = text.indexOf("\n", next + 1)) count += 1;
  const starts = new Uint32Array(count);
  let line = 1;
  for (let next = text.indexOf("\n"); next !== -1; next = text.indexOf("\n", next + 1)) starts[line++] = next + 1;
  return starts;
}

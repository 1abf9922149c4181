/** One line of a difference. */
export interface DiffLine {
  readonly sign: "-" | "+" | " ";
  readonly text: string;
}

/** Unchanged lines that are shown around a change. */
const AROUND = 1;
/** Above this many cells the middle is shown as replaced as a whole: the table would cost more than it tells. */
const MOST_CELLS = 4_000_000;

/** What has changed between two texts, line by line, with a line around; between pieces stands one empty line. */
export function lineDiff(before: string, after: string): readonly (DiffLine | null)[] {
  const a = linesOf(before);
  const b = linesOf(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const same = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ sign: " ", text }));
  const all = [
    ...same(a.slice(0, start)),
    ...changed(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...same(a.slice(a.length - end)),
  ];
  const near = all.map((_, index) =>
    all.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ sign }) => sign !== " "),
  );
  return all.flatMap((line, index) => {
    if (near[index] !== true) return [];
    const isGap = index > 0 && near[index - 1] !== true && near.slice(0, index).includes(true);
    return isGap ? [null, line] : [line];
  });
}

/** The line break at the end of a text begins no line. */
const linesOf = (text: string): readonly string[] => text.replace(/\n$/, "").split("\n");

/** By the longest common subsequence. */
function changed(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  const gone = (text: string): DiffLine => ({ sign: "-", text });
  const come = (text: string): DiffLine => ({ sign: "+", text });
  if (a.length * b.length > MOST_CELLS) return [...a.map(gone), ...b.map(come)];
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i]![j] = a[i] === b[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ sign: " ", text: a[i]! });
      i++;
      j++;
    } else if (i < a.length && (j >= b.length || lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) lines.push(gone(a[i++]!));
    else lines.push(come(b[j++]!));
  }
  return lines;
}

/** Parts of a whole, drawn in this order. */
export interface BarPart {
  readonly count: number;
  readonly glyph: string;
  readonly paint: (text: string) => string;
}

/**
 * A bar of exactly `width` cells. Every part that is not empty gets at least one cell, and the rest is shared by size;
 * what is left of `total` is drawn with `rest`.
 */
export function progressBar(parts: readonly BarPart[], total: number, width: number, rest: BarPart): string {
  const shown = parts.filter((part) => part.count > 0);
  if (total <= 0 || width <= 0) return rest.paint(rest.glyph.repeat(Math.max(0, width)));
  const left = Math.max(0, total - shown.reduce((sum, part) => sum + part.count, 0));
  const all = left > 0 ? [...shown, { ...rest, count: left }] : shown;
  const cells = shareCells(
    all.map((part) => part.count),
    width,
  );
  return all.map((part, index) => part.paint(part.glyph.repeat(cells[index] ?? 0))).join("");
}

/** Largest remainders, each share at least one while there are enough cells. */
export function shareCells(counts: readonly number[], width: number): readonly number[] {
  const sum = counts.reduce((a, b) => a + b, 0);
  const exact = counts.map((count) => (count / sum) * width);
  const cells = exact.map((share) => Math.max(width >= counts.length ? 1 : 0, Math.floor(share)));
  const byRemainder = exact
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  let spare = width - cells.reduce((a, b) => a + b, 0);
  for (const { index } of byRemainder) {
    if (spare <= 0) break;
    cells[index]! += 1;
    spare -= 1;
  }
  while (spare < 0) {
    cells[cells.indexOf(Math.max(...cells))]! -= 1;
    spare += 1;
  }
  return cells;
}

import { oneLine } from "./plain-text.ts";
import { padding, textWidth, truncate } from "./text-width.ts";

export interface Column<Row> {
  readonly header: string;
  /** Plain text; control characters in it are neutralised here. */
  readonly cell: (row: Row) => string;
  readonly align?: "left" | "right";
  /** Cells below this many columns say nothing: the whole column is dropped instead. Default: never cut. */
  readonly minWidth?: number;
  /** Which column goes first when the terminal is too narrow: the highest. 0 (default) is never dropped. */
  readonly dropOrder?: number;
  /** How a cell that is too long is cut; default: with `…` at its end. */
  readonly cut?: (text: string, width: number) => string;
  /** Colours a cell after it was fitted. */
  readonly paint?: (text: string, row: Row) => string;
}

export interface Table {
  readonly lines: readonly string[];
  /** Headers of the columns that did not fit. */
  readonly hidden: readonly string[];
}

const GAP = "  ";

/**
 * A table no line of which is wider than `width` cells: long cells are cut with `…`, then whole columns are dropped in
 * their order. Infinite width leaves everything as it is, for pipes and files.
 */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  options: { readonly width: number; readonly paintHeader?: (text: string) => string },
): Table {
  const cells = columns.map((column) => rows.map((row) => oneLine(column.cell(row))));
  const widths = fitColumns(
    columns.map((column, index) => {
      const natural = Math.max(textWidth(column.header), ...(cells[index] ?? []).map(textWidth));
      return { natural, min: Math.min(column.minWidth ?? natural, natural), dropOrder: column.dropOrder ?? 0 };
    }),
    options.width,
  );
  const line = (parts: readonly string[]) => truncateLine(parts.join(GAP).trimEnd(), options.width);
  const paintHeader = options.paintHeader ?? ((text: string) => text);
  const shown = columns.map((column, index) => ({ column, index })).filter(({ index }) => widths[index] !== 0);

  const header = line(shown.map(({ column, index }) => aligned(column.header, widths[index] ?? 0, column.align)));
  const body = rows.map((row, rowIndex) =>
    shown
      .map(({ column, index }, place) => {
        const width = widths[index] ?? 0;
        const text = (column.cut ?? truncate)(cells[index]?.[rowIndex] ?? "", width);
        const painted = column.paint === undefined ? text : column.paint(text, row);
        // Nothing to align against after the last column, and trailing spaces would wrap.
        const space = place === shown.length - 1 && column.align !== "right" ? "" : padding(text, width);
        return column.align === "right" ? space + painted : painted + space;
      })
      .join(GAP),
  );
  return {
    lines: [paintHeader(header), ...body],
    hidden: columns.filter((_, index) => widths[index] === 0).map((column) => column.header),
  };
}

interface Wish {
  readonly natural: number;
  readonly min: number;
  readonly dropOrder: number;
}

/** Widths that add up, with the gaps, to at most `total`; 0 = dropped. */
export function fitColumns(wishes: readonly Wish[], total: number): readonly number[] {
  const dropped = new Set<number>();
  const kept = () => wishes.map((wish, index) => ({ ...wish, index })).filter(({ index }) => !dropped.has(index));
  const sum = (key: "natural" | "min") =>
    kept().reduce((width, wish) => width + wish[key], 0) + GAP.length * Math.max(0, kept().length - 1);

  while (sum("min") > total) {
    const next = kept().reduce<{ dropOrder: number; index: number } | null>(
      (worst, wish) => (wish.dropOrder > (worst?.dropOrder ?? 0) ? wish : worst),
      null,
    );
    if (next === null) break;
    dropped.add(next.index);
  }

  const widths = wishes.map((wish, index) => (dropped.has(index) ? 0 : wish.natural));
  let excess = sum("natural") - total;
  // The widest cell gives first: short ones are the readable ones.
  while (excess > 0) {
    const widest = kept()
      .filter(({ index, min }) => (widths[index] ?? 0) > min)
      .reduce<number | null>(
        (best, { index }) => (best === null || widths[index]! > widths[best]! ? index : best),
        null,
      );
    if (widest === null) break;
    widths[widest]! -= 1;
    excess -= 1;
  }
  return widths;
}

const aligned = (text: string, width: number, align: "left" | "right" = "left"): string => {
  const fitted = truncate(text, width);
  return align === "right" ? padding(fitted, width) + fitted : fitted + padding(fitted, width);
};

const truncateLine = (text: string, width: number): string => (Number.isFinite(width) ? truncate(text, width) : text);

import { type Figure, GOALS } from "./work.ts";

export interface Result {
  readonly name: string;
  readonly figures: ReadonlyMap<string, Figure>;
}

/** The figures side by side, the first ones as a ratio to each of the others, and to the better of them against its goal. */
export function table([own, ...others]: readonly Result[]): string {
  if (own === undefined) return "nothing was measured\n";
  const names = [...new Set([own, ...others].flatMap(({ figures }) => [...figures.keys()]))];
  const rows = [["what", own.name, ...others.map(({ name }) => name), "goal"]];
  for (const name of names) {
    const mine = own.figures.get(name);
    const theirs = others.map(({ figures }) => figures.get(name));
    const ratios = theirs.flatMap((figure) =>
      figure === undefined || mine === undefined ? [] : [ratioOf(mine, figure)],
    );
    const goal = mine === undefined || ratios.length === 0 ? "" : verdict(Math.min(...ratios), GOALS[mine.of]);
    rows.push([name, shown(mine), ...theirs.map((figure) => cell(mine, figure)), goal]);
  }
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? "").length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((each, column) => each.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  const notes = [...own.figures].flatMap(([name, { note }]) => (note === undefined ? [] : [`${name}: ${note}`]));
  return `${[...rows.map(line), ...notes].join("\n")}\n`;
}

/** How many times better the first is. */
const ratioOf = (mine: Figure, theirs: Figure): number =>
  mine.unit === "ms" ? theirs.value / mine.value : mine.value / theirs.value;

const verdict = (ratio: number, goal: number): string => `>= ${goal}x ${ratio >= goal ? "ok" : "missed"}`;

const cell = (mine: Figure | undefined, theirs: Figure | undefined): string =>
  theirs === undefined || mine === undefined
    ? shown(theirs)
    : `${shown(theirs)} (ours ${ratioOf(mine, theirs).toFixed(1)}x)`;

function shown(figure: Figure | undefined): string {
  if (figure === undefined) return "-";
  const { unit, value } = figure;
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return unit === "ms" ? `${value.toFixed(digits)} ms` : `${value.toFixed(digits)}/s`;
}

import type { SpecPath } from "../issues/issue.ts";
import type { Problem } from "../schema/reader.ts";

/** Something that is read as if it stood at `to`, though it is written at `from`. */
export interface Move {
  readonly from: SpecPath;
  readonly to: SpecPath;
  /** The place is only the nearest by its name: that the value as a whole does not fit it is no news. */
  readonly isGuess?: boolean;
}

/** Where what is at a path is written. Of several moves the one of the nearest place counts, and of equal ones the last. */
export function writtenAt(path: SpecPath, moves: readonly Move[]): SpecPath {
  let best: Move | undefined;
  for (const move of moves)
    if (startsWith(path, move.to) && (best === undefined || move.to.length >= best.to.length)) best = move;
  return best === undefined ? path : [...best.from, ...path.slice(best.to.length)];
}

/** Problems at the places that the author wrote, without those that only follow from a move. */
export function writtenProblems(problems: readonly Problem[], moves: readonly Move[]): readonly Problem[] {
  if (moves.length === 0) return problems;
  return problems
    .filter((problem) => !moves.some((move) => followsFrom(problem, move)))
    .map((problem) => ({ ...problem, path: writtenAt(problem.path ?? [], moves) }));
}

const followsFrom = ({ atKey, path = [] }: Problem, { isGuess, to }: Move): boolean =>
  path.length === to.length && startsWith(path, to) && (isGuess === true || atKey === true);

const startsWith = (path: SpecPath, start: SpecPath): boolean => start.every((step, index) => path[index] === step);

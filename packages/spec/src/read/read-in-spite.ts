import type { SpecPath } from "../issues/issue.ts";
import { isMapping, type Problem } from "../schema/reader.ts";
import { snakeCase } from "../schema/section.ts";
import { valueAt } from "./locate-problems.ts";
import { type Move, writtenAt } from "./moves.ts";
import { nearestWord } from "./nearest-word.ts";
import { knownSections, type PolyaxonDocument, readDocument, type Refusal } from "./read-document.ts";

/** A document that was read in spite of problems, so that what else is wrong with it can be told in the same breath. */
export interface ReadInSpite {
  readonly document: PolyaxonDocument;
  /** What was left out, or read as the nearest known word: what is said about these places of the file is no news. */
  readonly touched: readonly SpecPath[];
  /** Where what is at a path of the document is written in the file, which may have it elsewhere. */
  readonly writtenAt: (path: SpecPath) => SpecPath;
}

/** More problems than these: the file is wrong as a whole, and a guess at the rest would be noise. */
const MOST_PROBLEMS = 25;
/** Leaving something out may leave something else wanting it; after so many rounds it is given up. */
const MOST_ROUNDS = 5;

/** Reads data without what is wrong in it. Null when nothing is left that could be read. */
export function readInSpite({ problems: found, settled }: Refusal, isPreset: boolean): ReadInSpite | null {
  if (found.length > MOST_PROBLEMS || settled === null) return null;
  const moves = [...settled.moves];
  const value = structuredClone(knownSections(settled.value)) as Record<string, unknown>;
  const isInPlace = ([key]: SpecPath): boolean =>
    Object.hasOwn(value, key!) || moves.some(({ from, isGuess }) => from[0] === key && isGuess !== true);
  const touched = found.flatMap(({ path = [] }) => (path.length === 1 && !isInPlace(path) ? [path] : []));
  let problems = settled.wrong;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    // From the end, so that a place inside another is dealt with first.
    for (const problem of problems.toReversed()) {
      touched.push(writtenAt(problem.path ?? [], moves));
      const move = mend(value, problem);
      if (move === null) return null;
      if (move !== IN_PLACE) moves.push({ from: writtenAt(move.from, moves), to: move.to });
    }
    const read = readDocument(value, isPreset);
    if (read.ok) return { document: read.document, touched, writtenAt: (path) => writtenAt(path, moves) };
    if (read.settled === null || read.settled.moves.length > 0) return null;
    problems = read.settled.wrong.slice(0, MOST_PROBLEMS);
  }
  return null;
}

/** @returns how a field was renamed; null when nothing can be done */
function mend(root: Record<string, unknown>, problem: Problem): Move | typeof IN_PLACE | null {
  const path = problem.path ?? [];
  const key = path.at(-1);
  const around = valueAt(root, path.slice(0, -1));
  if (typeof key === "string" && isMapping(around)) {
    const written = Object.hasOwn(around, key) ? key : snakeCase(key);
    const near = nearestWord(problem, around[written]);
    if (problem.atKey === true) {
      const isRenamed = near !== null && !Object.hasOwn(around, near);
      if (isRenamed) around[near] = around[written];
      delete around[written];
      return isRenamed ? { from: path, to: [...path.slice(0, -1), near] } : IN_PLACE;
    }
    if (near !== null) return ((around[written] = near), IN_PLACE);
  }
  // What lacks a field is no use without it.
  return leaveOut(root, problem.code === "PLX-302" ? path.slice(0, -1) : path) ? IN_PLACE : null;
}

const IN_PLACE = "in place";

/** Leaves out the innermost field that holds the place: never an item of a list, whose neighbours would be counted anew. */
function leaveOut(root: Record<string, unknown>, path: SpecPath): boolean {
  for (let length = path.length; length > 0; length--) {
    const key = path[length - 1];
    const around = valueAt(root, path.slice(0, length - 1));
    if (typeof key !== "string" || !isMapping(around)) continue;
    const written = Object.hasOwn(around, key) ? key : snakeCase(key);
    if (Object.hasOwn(around, written)) return delete around[written];
  }
  return false;
}

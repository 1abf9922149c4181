import type { SpecPath } from "../issues/issue.ts";
import { isMapping, type Problem } from "../schema/reader.ts";
import { snakeCase } from "../schema/section.ts";
import { valueAt } from "./locate-problems.ts";
import { type PolyaxonDocument, readDocument } from "./read-document.ts";
import { nearestWord } from "./nearest-word.ts";

/** A document that was read in spite of problems, so that what else is wrong with it can be told in the same breath. */
export interface ReadInSpite {
  readonly document: PolyaxonDocument;
  /** What was left out, or read as the nearest known word: what is said about these places is no news. */
  readonly touched: readonly SpecPath[];
}

/** More problems than these: the file is wrong as a whole, and a guess at the rest would be noise. */
const MOST_PROBLEMS = 25;
/** Leaving something out may leave something else wanting it; after so many rounds it is given up. */
const MOST_ROUNDS = 5;

/** Reads data without what is wrong in it. `root` is not changed. Null when nothing is left that could be read. */
export function readInSpite(root: unknown, found: readonly Problem[], isPreset: boolean): ReadInSpite | null {
  if (found.length > MOST_PROBLEMS || !isMapping(root)) return null;
  const value = structuredClone(root);
  const touched: SpecPath[] = [];
  let problems = found;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    // From the end, so that a place inside another is dealt with first.
    for (const problem of problems.toReversed()) {
      const path = problem.path ?? [];
      touched.push(path);
      if (!mend(value, problem)) return null;
    }
    const read = readDocument(value, isPreset);
    if (!Array.isArray(read)) return { document: read as PolyaxonDocument, touched };
    problems = (read as readonly Problem[]).slice(0, MOST_PROBLEMS);
  }
  return null;
}

function mend(root: Record<string, unknown>, problem: Problem): boolean {
  const path = problem.path ?? [];
  if (problem.code === "PLX-202") return ((root["version"] = 1.1), true);
  const key = path.at(-1);
  const around = valueAt(root, path.slice(0, -1));
  if (typeof key === "string" && isMapping(around)) {
    const written = Object.hasOwn(around, key) ? key : snakeCase(key);
    const near = nearestWord(problem, around[written]);
    if (problem.atKey === true) {
      if (near !== null && !Object.hasOwn(around, near)) around[near] = around[written];
      return delete around[written];
    }
    if (near !== null) return ((around[written] = near), true);
  }
  // What lacks a field is no use without it.
  return leaveOut(root, problem.code === "PLX-302" ? path.slice(0, -1) : path);
}

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

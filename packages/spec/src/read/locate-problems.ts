import { describe } from "../issues/describe.ts";
import type { SpecIssue, SpecPath } from "../issues/issue.ts";
import type { Problem } from "../schema/reader.ts";
import { isMapping } from "../schema/reader.ts";
import { snakeCase } from "../schema/section.ts";
import { MAX_ISSUES } from "./limits.ts";
import { isSameWord, nearestWord } from "./nearest-word.ts";
import type { Places } from "./node-places.ts";

interface LocatedTree {
  readonly value: unknown;
  readonly places: Places;
}

/** Problems as issues: with their position, what was found there, and the nearest known word. In the order of the text. */
export function locateProblems(
  problems: readonly Problem[],
  tree: LocatedTree,
  filename: string,
  severity: SpecIssue["severity"],
): readonly SpecIssue[] {
  const shown = problems.slice(0, MAX_ISSUES).map((problem) => locate(problem, tree, filename, severity));
  shown.sort((a, b) => a.line - b.line || a.column - b.column);
  return withUnlisted(shown, problems.length);
}

/** Issues, and a last one that tells how many more there are. */
export function withUnlisted(shown: readonly SpecIssue[], count: number): readonly SpecIssue[] {
  const last = shown.at(-1);
  if (last === undefined || count <= shown.length) return shown;
  const { column, filename, line, severity } = last;
  const message = `${count - shown.length} more problems are not listed`;
  return [...shown, { code: "PLX-399", severity, message, path: [], filename, line, column }];
}

function locate(problem: Problem, tree: LocatedTree, filename: string, severity: SpecIssue["severity"]): SpecIssue {
  const path: SpecPath = problem.path ?? [];
  const place = tree.places.find(path);
  const position = problem.atKey === true || problem.code === "PLX-302" ? place.key : place.value;
  const given = place.exact ? valueAt(tree.value, path) : undefined;
  const isAbout = problem.atKey !== true && problem.code !== "PLX-302" && place.exact && path.length > 0;
  const near = nearestWord(problem, given);
  const retyped = inItsType(problem, given, place.plain);
  const hint = problem.hint ?? (near === null ? undefined : `did you mean \`${near}\`?`) ?? retyped?.hint;
  const mend = problem.mend ?? (near !== null && isOnlyRespelt(near, problem, given) ? near : (retyped?.mend ?? null));
  return {
    code: problem.code,
    severity,
    message: problem.message,
    path,
    filename,
    ...position,
    ...(problem.expected === undefined ? {} : { expected: problem.expected }),
    ...(isAbout ? { found: describe(given) } : {}),
    ...(hint === undefined ? {} : { hint }),
    ...(mend === null || (!place.exact && problem.atKey !== true) ? {} : { mend }),
  };
}

function isOnlyRespelt(near: string, { unknown }: Problem, given: unknown): boolean {
  const word = unknown?.word === "" ? given : unknown?.word;
  return typeof word === "string" && isSameWord(word, near);
}

/**
 * The same value in the type that is asked for: text that YAML read as a number or a boolean, because it has no quotes, and a
 * whole number that it read as text, because it has them, or an exponent.
 */
function inItsType(
  { code, expected }: Problem,
  given: unknown,
  plain: string | undefined,
): { readonly hint: string; readonly mend: string } | null {
  if (code !== "PLX-303") return null;
  if (expected === "text" && plain !== undefined && (typeof given === "number" || typeof given === "boolean"))
    return { hint: `put it in quotes: "${plain}"`, mend: `"${plain}"` };
  const isWhole = typeof given === "string" && /^[-+]?\d{1,15}(?:[eE]\+?\d)?$/.test(given);
  if (expected !== "a whole number" || !isWhole || !Number.isSafeInteger(Number(given))) return null;
  const mend = String(Number(given));
  return { hint: `${mend === given ? "remove the quotes" : "write it out"}: ${mend}`, mend };
}

/** The value at a path of the data as written, keys in either spelling. */
export function valueAt(root: unknown, path: SpecPath): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value) && typeof step === "number") return value[step] as unknown;
    if (!isMapping(value)) return undefined;
    const key = Object.hasOwn(value, step) ? String(step) : snakeCase(String(step));
    return Object.hasOwn(value, key) ? value[key] : undefined;
  }, root);
}

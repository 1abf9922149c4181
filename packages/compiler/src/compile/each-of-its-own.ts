import type { Matrix } from "@polyaxon/spec";
import { matrixKeys } from "../params/matrix-keys.ts";
import { DEFAULT_LIMITS } from "../template/budget.ts";
import { freeNames } from "../template/free-names.ts";
import { isTemplate } from "../template/render.ts";
import { parsedTemplate } from "../template/template-cache.ts";

/**
 * Whether a text comes out differently for each run of a matrix, because its template reads what the matrix suggests. The matrix
 * itself has no such value: its runs render the text, each for itself.
 *
 * @throws TemplateError for a template that cannot be read
 */
export function isEachOfItsOwn(text: string, matrix: Matrix | undefined): boolean {
  if (matrix === undefined || !isTemplate(text)) return false;
  const suggested = new Set(matrixKeys(matrix));
  return freeNames(parsedTemplate(text, DEFAULT_LIMITS.maxDepth)).some(
    ({ member, name }) => suggested.has(name) || (name === "params" && (member === undefined || suggested.has(member))),
  );
}

import { CONTINUOUS_KINDS, DISTRIBUTION_KINDS, type HyperParameter, type IO, type Matrix } from "@polyaxon/spec";

/** Whether the matrix will give this input its value. */
export function suppliedByMatrix(input: IO, matrix: Matrix | undefined): boolean {
  if (matrix === undefined) return false;
  if (matrix.kind === "mapping") {
    const first = typeof matrix.values === "string" ? undefined : matrix.values[0];
    return first !== undefined && Object.hasOwn(first, input.name);
  }
  if (matrix.kind === "hyperband" && matrix.resource?.name === input.name) return true;
  const parameter =
    matrix.params !== undefined && Object.hasOwn(matrix.params, input.name) ? matrix.params[input.name] : undefined;
  return parameter !== undefined && fits(parameter, input.type);
}

/** The names a matrix gives values to. */
export function matrixKeys(matrix: Matrix | undefined): readonly string[] {
  if (matrix === undefined) return [];
  if (matrix.kind === "mapping") return typeof matrix.values === "string" ? [] : Object.keys(matrix.values[0] ?? {});
  const resource = matrix.kind === "hyperband" && matrix.resource !== undefined ? [matrix.resource.name] : [];
  return [...Object.keys(matrix.params ?? {}), ...resource];
}

const NUMERIC: ReadonlySet<string> = new Set(["int", "float", "metric"]);
const UNTYPED: ReadonlySet<string> = new Set(["any"]);

/** Choices may be of any type; numbers need a number's type, dates a date's. An input without a type takes anything. */
export function fits(parameter: HyperParameter, type: string | undefined): boolean {
  if (type === undefined || UNTYPED.has(type)) return true;
  switch (parameter.kind) {
    case "choice":
    case "pchoice":
      return true;
    case "daterange":
      return type === "date" || type === "datetime";
    case "datetimerange":
      return type === "datetime" || type === "date";
    default:
      return NUMERIC.has(type) && (CONTINUOUS_KINDS.has(parameter.kind) || !DISTRIBUTION_KINDS.has(parameter.kind));
  }
}

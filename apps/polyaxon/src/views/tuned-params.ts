/** Names that the matrix of an operation varies, in its order; empty when it does not say. */
export function tunedParams(operation: unknown): readonly string[] {
  const matrix = field(operation, "matrix");
  const params = field(matrix, "params");
  if (typeof params === "object" && params !== null) return Object.keys(params);
  const values = field(matrix, "values");
  if (!Array.isArray(values)) return [];
  return [
    ...new Set(
      values.flatMap((value: unknown) => (typeof value === "object" && value !== null ? Object.keys(value) : [])),
    ),
  ];
}

const field = (given: unknown, key: string): unknown =>
  typeof given === "object" && given !== null ? (given as Record<string, unknown>)[key] : undefined;

/** 2^1022 and 2^-1022: to multiply by one and then by the other changes no bit of the numbers that are meant here. */
const UP = 2 ** 1022;
const DOWN = "2.2250738585072014e-308";

/**
 * Whether the driver would bind an integer in the place of a number, because it is less than 2^-52 above it: positive
 * numbers below 2^-52, which it would store and look for as 0, and the one next to -1.
 */
const isBentByDriver = (value: unknown): value is number =>
  typeof value === "number" && !Number.isInteger(value) && value - Math.floor(value) < Number.EPSILON;

interface Bound {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/**
 * The same statement, with each number that the driver would bend bound 2^1022 times as large and multiplied back by SQLite,
 * which is exact. Any other statement is answered as it is.
 *
 * @param sql with `?` for each parameter, in order
 */
export function bindExactly(statement: Bound): Bound {
  const { sql, parameters } = statement;
  if (!parameters.some(isBentByDriver)) return statement;
  let index = 0;
  // Quoted names and texts hold no parameters.
  const scaled = sql.replaceAll(/'[^']*'|"[^"]*"|\?/g, (found) =>
    found !== "?" ? found : isBentByDriver(parameters[index++]) ? `(? * ${DOWN})` : "?",
  );
  return { sql: scaled, parameters: parameters.map((value) => (isBentByDriver(value) ? value * UP : value)) };
}

import { DatabaseSync } from "@photostructure/sqlite";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { bindExactly } from "./exact-numbers.ts";

const connection = new DatabaseSync(":memory:");
afterAll(() => connection.close());

describe("numbers of any size", () => {
  const ask = (sql: string, ...parameters: readonly unknown[]): unknown => {
    const bound = bindExactly({ sql, parameters });
    return Object.values(connection.prepare(bound.sql).get(...(bound.parameters as number[])) as object)[0];
  };

  it("go to SQLite and come back with every bit", () => {
    const near = fc.double({ min: Number.MIN_VALUE, max: Number.EPSILON, noNaN: true });
    const any = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0));
    fc.assert(
      fc.property(fc.oneof(near, any), (value) => ask("select ?", value) === value),
      { numRuns: 5_000 },
    );
    for (const value of [Number.MIN_VALUE, 2 ** -1022, 1e-300, 2 ** -53, -1 + 2 ** -53, 1 - 2 ** -53, -1e-30])
      expect(ask("select ?", value)).toBe(value);
  });

  it("stand where they stood among other parameters and quoted question marks", () => {
    const sql = `select '?' || "a?" || ? || ? || (? > 0) from (select ? as "a?")`;
    expect(ask(sql, "b", 7, 3e-20, "c")).toBe("?cb71");
  });

  it("leave every other statement as it is", () => {
    const statement = { sql: "select ?, ?, ?", parameters: [0, 2 ** -52, -1e-30] };
    expect(bindExactly(statement)).toBe(statement);
  });
});

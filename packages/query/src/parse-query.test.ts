import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Query } from "./ast.ts";
import { LIMITS, parseQuery } from "./parse-query.ts";
import { QueryError } from "./query-error.ts";

/** A short form of a query, for tables. */
function show(query: Query): string {
  if (query.kind !== "condition") return `(${query.terms.map(show).join(query.kind === "and" ? " & " : " / ")})`;
  const { field, key, negated, operation } = query;
  const name = key === null ? field : `${field}.${key}`;
  const not = negated ? "not " : "";
  switch (operation.kind) {
    case "values":
      return `${not}${name} in ${operation.values.join("+")}`;
    case "compare":
      return `${not}${name} ${operation.operator} ${operation.value}`;
    case "range":
      return `${not}${name} from ${operation.from} to ${operation.to}`;
    default:
      return `${not}${name} ${operation.kind}`;
  }
}

describe("parseQuery reads", () => {
  test.each([
    ["status:running", "status in running"],
    ["status:succeeded|failed", "status in succeeded+failed"],
    ["status:~stopped", "not status in stopped"],
    ["status: ~ a | b ", "not status in a+b"],
    [
      "(status:running AND metrics.loss:<0.3) OR tags:keep",
      "((status in running & metrics.loss < 0.3) / tags in keep)",
    ],
    ["params.lr:>=0.01, params.opt:adam|sgd", "(params.lr >= 0.01 & params.opt in adam+sgd)"],
    ["params.lr:=>0.01,params.lr:=<1", "(params.lr >= 0.01 & params.lr <= 1)"],
    ["name:%base%", "name in %base%"],
    ["created_at:2026-01-01..2026-02-01", "created_at from 2026-01-01 to 2026-02-01"],
    ["created_at:2026-01-31 10:20", "created_at in 2026-01-31 10:20"],
    ["started_at:~nil, finished_at:nil", "(not started_at nil & finished_at nil)"],
    ["created_at:_any_", "created_at any"],
    ["duration:>3600", "duration > 3600"],
    ["a:1 or b:2 and c:3", "(a in 1 / (b in 2 & c in 3))"],
    ["a:1|b:2", "(a in 1 / b in 2)"],
    ["a:1|2|b:3", "(a in 1+2 / b in 3)"],
    ["a:1 | (b:2, c:3)", "(a in 1 / (b in 2 & c in 3))"],
    ["name:android OR name:order", "(name in android / name in order)"],
    ["name:search and destroy:1", "(name in search & destroy in 1)"],
    ["metrics.val/top-1.acc:>0.9", "metrics.val/top-1.acc > 0.9"],
    ["  ( ( a:1 ) )  ", "a in 1"],
  ])("%s", (text, expected) => {
    expect(show(parseQuery(text))).toBe(expected);
  });

  test("positions, so that a later error can point at its condition", () => {
    const query = parseQuery("a:1, bb:2");
    expect(query.kind === "and" && query.terms.map((term) => term.kind === "condition" && term.position)).toEqual([
      0, 5,
    ]);
  });
});

describe("parseQuery refuses, saying where", () => {
  test.each([
    ["", 0, 'expected "field:value"'],
    ["status", 0, 'found "status"'],
    ["status=running", 0, 'did you mean "status:running"?'],
    ["kind:job, metrics.loss <= 0.1", 10, 'did you mean "metrics.loss:<=0.1"?'],
    ["status:running,queued", 15, 'did you mean "status:running|queued"?'],
    ["kind:job, (status:~a|b , c,d) OR tags:x", 25, 'did you mean "status:~a|b|c|d"?'],
    ["created_at:2026-01-01,2026-02-01", 22, 'found "2026-02-01" (at'],
    ["metrics.loss:<0.1, acc", 19, 'found "acc" (at'],
    ["status:running, queued duration:>1", 16, 'found "queued duration:>1" (at'],
    ["status:", 7, "expected a value"],
    ["status:~", 7, "expected a value"],
    ["status:~~a", 7, 'expected one "~"'],
    ["a:1,", 4, 'expected "field:value"'],
    ["a:1 b:2,,c:3", 8, 'expected "field:value"'],
    ["a:1)", 3, "expected"],
    ["(a:1", 4, 'expected ")"'],
    ["a:f(x)", 3, 'cannot hold "("'],
    ["a:1||2", 2, "on each side"],
    ["a:>", 2, 'after ">"'],
    ["a:>>1", 2, "expected a value"],
    ["a:1..", 2, "from..to"],
    ["a:1..2..3", 2, "from..to"],
  ])("%j at %i", (text, position, message) => {
    let error: unknown;
    try {
      parseQuery(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(QueryError);
    expect(error).toMatchObject({ position, message: expect.stringContaining(message) });
  });

  test.each([
    ["long text", `name:${"x".repeat(LIMITS.length)}`],
    ["deep nesting", `${"(".repeat(LIMITS.depth + 1)}a:1${")".repeat(LIMITS.depth + 1)}`],
    ["many conditions", Array.from({ length: LIMITS.conditions + 1 }, () => "a:1").join(",")],
    ["many values", `a:${Array.from({ length: LIMITS.values + 1 }, (_, index) => index).join("|")}`],
  ])("%s", (_name, text) => {
    expect(() => parseQuery(text)).toThrow(/at most/);
  });
});

describe("any text at all", () => {
  const fragments = fc.constantFrom(
    "a",
    "status",
    ":",
    "|",
    "(",
    ")",
    ",",
    " AND ",
    " or ",
    "~",
    "..",
    ">",
    "=",
    "nil",
    ".",
    "%",
    " ",
    '"',
    "-1",
  );

  test("is read or refused with an offset inside it, quickly", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 200 }),
          fc.array(fragments, { maxLength: 60 }).map((parts) => parts.join("")),
        ),
        (text) => {
          try {
            parseQuery(text);
          } catch (error) {
            if (!(error instanceof QueryError)) throw error;
            expect(error.position).toBeGreaterThanOrEqual(0);
            expect(error.position).toBeLessThanOrEqual(text.length);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  test("a query written from its parts is read back as them", () => {
    const value = fc
      .stringMatching(/^[a-z0-9_%]{1,8}$/)
      .filter((word) => !["nil", "_any_", "and", "or"].includes(word));
    const condition = fc.record({
      field: fc.stringMatching(/^[a-z]{1,6}$/),
      values: fc.array(value, { minLength: 1, maxLength: 3 }),
      negated: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(fc.array(condition, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
        (groups) => {
          const text = groups
            .map((group) =>
              group
                .map(({ field, values, negated }) => `${field}:${negated ? "~" : ""}${values.join("|")}`)
                .join(" AND "),
            )
            .join(" OR ");
          const expected = groups.map((group) => {
            const terms = group.map(
              ({ field, values, negated }) => `${negated ? "not " : ""}${field} in ${values.join("+")}`,
            );
            return terms.length === 1 ? terms[0] : `(${terms.join(" & ")})`;
          });
          expect(show(parseQuery(text))).toBe(expected.length === 1 ? expected[0] : `(${expected.join(" / ")})`);
        },
      ),
    );
  });
});

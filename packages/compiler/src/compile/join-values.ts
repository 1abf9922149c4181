import { type CompiledOperation, type Join, type Param, readSection } from "@polyaxon/spec";
import type { CompileIssue } from "../issue.ts";
import type { Json } from "../json.ts";
import { joinParams } from "../params/join-params.ts";
import type { Budget } from "../template/budget.ts";
import type { Scope } from "../template/evaluator.ts";
import { renderText, renderTree } from "../template/render.ts";
import { toJson } from "../template/to-json.ts";
import type { Value } from "../template/values.ts";
import type { CompileNeed, ResolvedValues } from "./needs.ts";

type Joins = readonly Join[];

/** The joins as a list: one template for all of them is rendered and read. */
export function readJoins(
  joins: CompiledOperation["joins"],
  scope: Scope,
  budget: Budget,
): { readonly ok: true; readonly joins: Joins } | { readonly ok: false; readonly issues: readonly CompileIssue[] } {
  if (joins === undefined) return { ok: true, joins: [] };
  if (typeof joins !== "string") return { ok: true, joins: joins as Joins };
  const list = toJson(renderTree(joins, scope, budget));
  const read = (Array.isArray(list) ? list : [list]).map((each) => readSection("join", each));
  const issues = read.flatMap((each, index) =>
    each.ok
      ? []
      : each.problems.map(({ message }): CompileIssue => ({
          code: "compile.schema",
          category: "schema",
          path: ["joins"],
          message: `joins[${index}], after rendering: ${message}`,
        })),
  );
  if (issues.length > 0) return { ok: false, issues };
  return { ok: true, joins: read.flatMap((each) => (each.ok ? [each.value] : [])) };
}

/** The joins whose values are not known yet, as queries to ask: they may use the operation's own params. */
export function joinNeeds(
  joins: Joins,
  known: ResolvedValues["joins"],
  scope: Scope,
  budget: Budget,
): readonly CompileNeed[] {
  return joins.flatMap((join, index): readonly CompileNeed[] => {
    if (known?.[index] !== undefined) return [];
    const number = (value: unknown): number | null => {
      const rendered = typeof value === "string" ? Number(renderText(value, scope, budget)) : value;
      return typeof rendered === "number" && Number.isInteger(rendered) ? rendered : null;
    };
    const params = Object.entries(join.params ?? {}).map(([name, { value }]): [string, Json] => [
      name,
      toJson(renderTree((value ?? null) as Value, scope, budget)),
    ]);
    return [
      {
        kind: "join",
        index,
        query: renderText(join.query, scope, budget),
        sort: join.sort === undefined ? null : renderText(join.sort, scope, budget),
        limit: number(join.limit),
        offset: number(join.offset),
        params: Object.fromEntries(params),
      },
    ];
  });
}

/** The operation's params, and for the names that they do not give, what the joins found. */
export function withJoinValues(
  params: Readonly<Record<string, Param>>,
  joins: Joins,
  values: NonNullable<ResolvedValues["joins"]>,
): Readonly<Record<string, Param>> {
  const joined = joinParams(joins).map(({ join, name, param }): readonly [string, Param] => {
    const { ref: _ref, ...rest } = param;
    return [name, { ...rest, value: values[join]?.[name] ?? [] }];
  });
  return { ...Object.fromEntries(joined), ...params };
}

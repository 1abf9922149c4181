import { type QueryCondition, QueryError } from "@polyaxon/query";
import { sql } from "kysely";
import { indexedScalar, indexedText } from "../../units/values.ts";
import type { Sql } from "../order.ts";
import type { Filter } from "./compile-query.ts";
import { comparison, numberFrom, oneComparison, refuse, wantsTrue } from "./filters.ts";
import type { BoundScope, ProjectValues, ValueScope } from "./value-keys.ts";

/** Runs (by `r.id`) of a project that have a value under a key. */
function runsWhere(
  { project, keyOf, among, asFilter, finds }: ProjectValues,
  scope: ValueScope,
  name: string,
  holds: Sql | null,
): Sql {
  const rest = holds === null ? sql`` : sql` and ${holds}`;
  const ofKey = sql`v.project_id = ${project} and v.key_id = ${keyOf(scope, name)}${rest}`;
  return among === "few"
    ? finds(sql`select 1 from run_values v where v.run_id = r.id and ${ofKey}`)
    : asFilter(sql`r.id in (select v.run_id from run_values v where ${ofKey})`);
}

function keyName(condition: QueryCondition): string {
  if (condition.key !== null) return condition.key;
  throw new QueryError(
    `Query: "${condition.field}" needs a name, as in ${condition.field}.name (at character ${condition.position + 1})`,
    condition.position,
    condition.field,
  );
}

/** inputs, outputs, meta: values by JSON type (`0.1` does not match `"0.1"`), comparisons of numbers or texts. */
export function valueFilter(project: ProjectValues, scope: ValueScope): Filter {
  return (condition) => {
    const name = keyName(condition);
    const { operation } = condition;
    switch (operation.kind) {
      case "nil":
        return sql`not (${runsWhere(project, scope, name, null)})`;
      case "compare": {
        const scalar = scalarFrom(operation.value);
        if (scalar.type === 3) {
          return runsWhere(
            project,
            scope,
            name,
            sql`v.type = 3 and v.number = 0 and ${comparison(sql`v.text`, operation.operator, scalar.text)}`,
          );
        }
        return runsWhere(
          project,
          scope,
          name,
          sql`v.type = ${scalar.type} and ${comparison(sql`v.number`, operation.operator, scalar.number)}`,
        );
      }
      case "values": {
        const any = operation.values.map((word) => {
          const { type, number, text } = scalarFrom(word);
          return sql`(v.type = ${type} and v.number = ${number} and v.text = ${text})`;
        });
        return runsWhere(project, scope, name, sql`(${sql.join(any, sql` or `)})`);
      }
      case "range":
      case "any":
        return refuse(condition, "a value, a|b, a comparison, or nil");
      default:
        return operation satisfies never;
    }
  };
}

/** metrics, metrics_min, metrics_max: one number with an optional comparison. */
export function metricFilter(project: ProjectValues, scope: "outputs" | BoundScope): Filter {
  return (condition) => {
    const name = keyName(condition);
    if (condition.operation.kind === "nil") return sql`not (${runsWhere(project, scope, name, null)})`;
    const [operator, word] = oneComparison(condition);
    const holds = comparison(sql`v.number`, operator, numberFrom(word, condition));
    return runsWhere(project, scope, name, sql`v.type = 2 and ${holds}`);
  };
}

/** meta_flags: true or false; a flag that was never set is false. */
export function flagFilter(project: ProjectValues): Filter {
  return (condition) => {
    const isSet = runsWhere(project, "meta", keyName(condition), sql`v.type = 1 and v.number = 1`);
    return wantsTrue(condition) ? isSet : sql`not (${isSet})`;
  };
}

function scalarFrom(word: string): { type: number; number: number; text: string } {
  try {
    const scalar = indexedScalar(JSON.parse(word));
    if (scalar !== null) return scalar;
  } catch {
    // Not JSON: plain text.
  }
  return { type: 3, number: 0, text: indexedText(word) };
}

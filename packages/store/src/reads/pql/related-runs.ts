import { sql } from "kysely";
import type { Dialect } from "../../dialect.ts";
import type { Sql } from "../order.ts";
import type { Filter } from "./compile-query.ts";
import { refuse, unquoted, wordOperation } from "./filters.ts";

/** How `runs as r` hangs together with other runs. */
interface Link {
  /** There are no others. */
  readonly none: Sql;
  /** One of the others is among these uuids. */
  readonly among: (uuids: Sql) => Sql;
  /** The others as `o`: what stands behind `from`, up to the last condition that joins them. */
  readonly others: Sql;
  readonly exists: Exists;
}

type Exists = Dialect["exists"];

export const bareUuid = (word: string): string => unquoted(word).replaceAll("-", "").toLowerCase();

const idsOf = (uuids: Sql): Sql => sql`select x.id from runs x where x.uuid in (${uuids})`;

/** The run whose id stands in a column. */
export const byId = (column: Sql, exists: Exists): Filter =>
  related({
    none: sql`${column} is null`,
    among: (uuids) => sql`${column} in (${idsOf(uuids)})`,
    others: sql`runs o where o.id = ${column}`,
    exists,
  });

/** The run whose uuid stands in a column; it need not be stored. */
export const byUuid = (column: Sql, exists: Exists): Filter =>
  related({
    none: sql`${column} is null`,
    among: (uuids) => sql`${column} in (${uuids})`,
    others: sql`runs o where o.uuid = ${column}`,
    exists,
  });

/** The runs at the other end of edges: `run_edges as e`. */
export const byEdges = (other: Sql, own: Sql, exists: Exists): Filter =>
  related({
    none: sql`not exists (select 1 from run_edges e where ${own} = r.id)`,
    among: (uuids) => sql`r.id in (select ${own} from run_edges e where ${other} in (${idsOf(uuids)}))`,
    others: sql`run_edges e join runs o on o.id = ${other} where ${own} = r.id`,
    exists,
  });

/** Other runs, by uuid, or by their `.name` or `.kind`. */
function related({ among, exists, none, others }: Link): Filter {
  return (condition) => {
    const { key, field, operation } = condition;
    if (key !== null && key !== "name" && key !== "kind")
      return refuse(condition, `"${field}", "${field}.name" or "${field}.kind"`);
    if (key !== null) {
      const value = sql.ref(`o.${key}`);
      const found = sql`select 1 from ${others} and`;
      return operation.kind === "nil"
        ? sql`not exists (${found} ${value} is not null)`
        : exists(sql`${found} ${wordOperation(value, condition)}`);
    }
    if (operation.kind === "nil") return none;
    const words =
      operation.kind === "compare" && operation.operator === "="
        ? [operation.value]
        : operation.kind === "values"
          ? operation.values
          : refuse(condition, "a uuid, a|b, or nil");
    return among(sql.join(words.map(bareUuid)));
  };
}

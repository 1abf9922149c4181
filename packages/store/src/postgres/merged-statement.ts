import {
  createQueryId,
  PostgresQueryCompiler,
  type PrimitiveValueListNode,
  type ReturningNode,
  type RootOperationNode,
  type ValueListNode,
  type ValuesNode,
  type WhereNode,
} from "kysely";

/** The rows of values that a merged statement is given, and the place of each, from 1. */
const ROWS = "plx";
/** Column of an answer that says for which row of values it is. */
export const PLACE = "plx_at";

/**
 * One statement that does what a statement does for each of many rows of values. Its parameters are arrays, one for each
 * parameter of the original:
 *
 * - `select .. where id = $1` reads from `unnest($1::bigint[]) as plx cross join lateral (select .. where id = plx.p1)`;
 * - `insert .. values ($1, $2)` selects them from there;
 * - `update` and `delete` join it. Two rows of values must not change the same row.
 *
 * What a select, an update and a delete return has the column `plx_at`. An insert returns what it says it returns.
 *
 * @param types of the original's parameters, in Postgres' words
 */
export function mergedStatement(query: RootOperationNode, types: readonly string[]): string {
  const arrays = types.map((type, index) => `$${index + 1}::${type}[]`);
  const columns = [...types.map((_, index) => `p${index + 1}`), "at"];
  const rows = `unnest(${arrays.join(", ")}) with ordinality as ${ROWS}(${columns.join(", ")})`;
  const { sql } = new RowsCompiler(rows).compileQuery(query, createQueryId());
  if (query.kind !== "SelectQueryNode") return sql;
  return `select each.*, ${ROWS}.at as ${PLACE} from ${rows} cross join lateral (${sql}) as each order by ${ROWS}.at`;
}

/** Writes columns of `rows` where parameters were. */
class RowsCompiler extends PostgresQueryCompiler {
  readonly #rows: string;

  constructor(rows: string) {
    super();
    this.#rows = rows;
  }

  protected override getCurrentParameterPlaceholder(): string {
    return `${ROWS}.p${this.numParameters}`;
  }

  protected override visitValues(node: ValuesNode): void {
    const [only, ...more] = node.values;
    if (only === undefined || more.length > 0) throw new Error("Only an insert of one row can be merged.");
    this.append("select ");
    if (isPrimitive(only)) {
      for (const [index, value] of only.values.entries()) {
        if (index > 0) this.append(", ");
        this.appendValue(value);
      }
    } else this.compileList(only.values);
    this.append(` from ${this.#rows}`);
  }

  protected override visitWhere(node: WhereNode): void {
    const changes = this.parentNode?.kind;
    if (changes === "UpdateQueryNode") this.append(`from ${this.#rows} `);
    if (changes === "DeleteQueryNode") this.append(`using ${this.#rows} `);
    super.visitWhere(node);
  }

  protected override visitReturning(node: ReturningNode): void {
    super.visitReturning(node);
    if (this.parentNode?.kind !== "InsertQueryNode") this.append(`, ${ROWS}.at as ${PLACE}`);
  }
}

const isPrimitive = (node: PrimitiveValueListNode | ValueListNode): node is PrimitiveValueListNode =>
  node.kind === "PrimitiveValueListNode";

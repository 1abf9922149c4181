/** A parsed `query` parameter (reference/api.md §14). Stores turn it into bound SQL; tests evaluate it in memory. */
export type Query =
  | { readonly kind: "and"; readonly terms: readonly Query[] }
  | { readonly kind: "or"; readonly terms: readonly Query[] }
  | Condition;

export type Comparison = "=" | ">" | ">=" | "<" | "<=";

export interface Condition {
  readonly kind: "condition";
  /** `status`, or `metrics` with key `loss` for `metrics.loss`. */
  readonly field: string;
  readonly key: string | null;
  readonly negated: boolean;
  readonly operation:
    | { readonly kind: "any" }
    | { readonly kind: "nil" }
    | { readonly kind: "values"; readonly values: readonly string[] }
    | { readonly kind: "compare"; readonly operator: Comparison; readonly value: string }
    | { readonly kind: "range"; readonly from: string; readonly to: string };
  /** Offset of the condition in the query text, for error messages. */
  readonly position: number;
}

export interface SortKey {
  readonly field: string;
  readonly key: string | null;
  readonly descending: boolean;
}

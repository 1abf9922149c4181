/** Expressions. `at` is the offset in the template where the node begins. */
export type Expr = { readonly at: number } & (
  | { readonly type: "literal"; readonly value: null | boolean | number | string }
  /** A number written with a dot or an exponent. */
  | { readonly type: "float"; readonly value: number }
  | { readonly type: "name"; readonly name: string }
  | { readonly type: "list" | "tuple"; readonly items: readonly Expr[] }
  | { readonly type: "dict"; readonly pairs: readonly (readonly [Expr, Expr])[] }
  | { readonly type: "unary"; readonly op: "-" | "+" | "not"; readonly operand: Expr }
  | { readonly type: "binary"; readonly op: BinaryOp; readonly left: Expr; readonly right: Expr }
  | { readonly type: "logic"; readonly op: "and" | "or"; readonly left: Expr; readonly right: Expr }
  | {
      readonly type: "compare";
      readonly first: Expr;
      readonly rest: readonly { readonly op: CompareOp; readonly operand: Expr }[];
    }
  | { readonly type: "choose"; readonly test: Expr; readonly then: Expr; readonly otherwise: Expr | null }
  | { readonly type: "attribute"; readonly of: Expr; readonly name: string }
  | { readonly type: "item"; readonly of: Expr; readonly key: Expr }
  | {
      readonly type: "slice";
      readonly of: Expr;
      readonly start: Expr | null;
      readonly stop: Expr | null;
      readonly step: Expr | null;
    }
  | { readonly type: "call"; readonly callee: Expr; readonly args: Args }
  | { readonly type: "filter"; readonly of: Expr; readonly name: string; readonly args: Args }
  | { readonly type: "test"; readonly of: Expr; readonly name: string; readonly args: Args; readonly negated: boolean }
);

export type BinaryOp = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "~";
export type CompareOp = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in";

export interface Args {
  readonly positional: readonly Expr[];
  readonly named: readonly (readonly [string, Expr])[];
}

export type Node =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "print"; readonly expr: Expr }
  | {
      readonly type: "if";
      readonly branches: readonly { readonly test: Expr; readonly body: readonly Node[] }[];
      readonly otherwise: readonly Node[];
    }
  | {
      readonly type: "for";
      readonly at: number;
      readonly names: readonly string[];
      readonly over: Expr;
      readonly filter: Expr | null;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    }
  | { readonly type: "set"; readonly at: number; readonly names: readonly string[]; readonly value: Expr }
  | { readonly type: "set-block"; readonly name: string; readonly body: readonly Node[] };

import type { IssueCode } from "./issue-codes.ts";

/** 1-based, columns counted in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The way to a value from the document's root: keys and list positions. */
export type SpecPath = readonly (string | number)[];

/** One thing to say about a Polyaxonfile: what was expected, what was found, where, and what to do. */
export interface SpecIssue extends Position {
  readonly code: IssueCode;
  /** Errors refuse the file; warnings and notices come with a document that was read. */
  readonly severity: "error" | "warning" | "notice";
  readonly message: string;
  readonly path: SpecPath;
  readonly filename: string;
  readonly expected?: string;
  readonly found?: string;
  readonly hint?: string;
  /** What may be written in place of the key or value at the position; only where that is certain to be meant. */
  readonly mend?: string;
  /** Other places that belong to the same problem, such as the first of two equal keys. */
  readonly related?: readonly (Position & { readonly message: string })[];
}

/** `inputs[0].value`, `params["a b"]`; the empty path is the document itself. */
export function pathText(path: SpecPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (!/^[\w-]+$/.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

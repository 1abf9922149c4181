import type { IssueCode } from "../issues/issue-codes.ts";

/** Where readers leave what they find wrong. */
export interface Findings {
  readonly problems: Problem[];
}

/** One problem as a reader reports it; its position and what was found there are added when the document is at hand. */
export interface Problem {
  readonly code: IssueCode;
  readonly message: string;
  /** Relative to the value being read. */
  readonly path?: readonly (string | number)[];
  readonly expected?: string;
  readonly hint?: string;
  /** An unknown word and the known ones: the nearest becomes the hint. Looked for only in issues that are shown. */
  readonly unknown?: { readonly word: string; readonly known: readonly string[] };
  /** What is certain to be meant in place of what is written. */
  readonly mend?: string;
  /** Point at the key, not at its value. */
  readonly atKey?: boolean;
}

export function report(findings: Findings, problem: Problem): void {
  findings.problems.push(problem);
}

/** Reports the wrong type; the value it stands for is never used, because the document is refused. */
export function wrongType(findings: Findings, expected: string): never {
  report(findings, { code: "PLX-303", message: `expected ${expected}`, expected });
  return undefined as never;
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

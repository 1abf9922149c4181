import { z } from "zod";
import type { IssueCode } from "../issues/issue-codes.ts";
import { type Declaration, declare, type ScalarName } from "./declaration.ts";

/** Where a reader leaves what it finds wrong; zod's own payload. */
export type Findings = z.core.ParsePayload;

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

/**
 * A zod schema made from one function. Used where the language is richer than zod's own types: two spellings of a key, short
 * forms, templates, kinds; it keeps types and issue paths in zod's hands. `accepts` says the same to those who do not read.
 */
export function reader<T>(
  accepts: Declaration | ScalarName,
  read: (value: unknown, findings: Findings) => T,
): z.ZodType<T> {
  const schema = z.unknown().transform((value, context) => read(value, context));
  return declare(schema, typeof accepts === "string" ? { is: "scalar", name: accepts } : accepts);
}

export function report(findings: Findings, problem: Problem): void {
  findings.issues.push({
    code: "custom",
    message: problem.message,
    path: [...(problem.path ?? [])],
    input: findings.value,
    params: { problem },
  });
}

/** Reports the wrong type; the value it stands for is never used, because the document is refused. */
export function wrongType(findings: Findings, expected: string): never {
  report(findings, { code: "PLX-303", message: `expected ${expected}`, expected });
  return undefined as never;
}

/** Reads `value` with another schema, its problems placed under `key`. The result is meaningful only when none was added. */
export function readWith<T>(schema: z.ZodType<T>, value: unknown, findings: Findings, key?: string | number): T {
  const result = schema._zod.run({ value, issues: [] }, SYNCHRONOUS);
  if (result instanceof Promise) throw new TypeError("the language's schemas are synchronous");
  for (const issue of result.issues) {
    findings.issues.push(key === undefined ? issue : { ...issue, path: [key, ...(issue.path ?? [])] });
  }
  return result.value as T;
}

const SYNCHRONOUS = { async: false } as const;

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

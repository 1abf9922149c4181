import type { z } from "zod";
import type { Problem } from "../schema/reader.ts";

/** Zod's issues as problems of the language. Zod's own wording never reaches an author. */
export function schemaProblems(issues: readonly z.core.$ZodIssue[]): readonly Problem[] {
  return issues.map((issue) => {
    const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
    const reported = issue.code === "custom" ? (issue.params?.["problem"] as Problem | undefined) : undefined;
    return { ...(reported ?? builtIn(issue)), path };
  });
}

function builtIn(issue: z.core.$ZodIssue): Problem {
  switch (issue.code) {
    case "invalid_type": {
      const expected = TYPE_WORDS[issue.expected] ?? issue.expected;
      return { code: "PLX-303", message: `expected ${expected}`, expected };
    }
    case "invalid_value": {
      const known = issue.values.map(String);
      return {
        code: "PLX-304",
        message: "not an allowed word",
        expected: `one of ${known.join(", ")}`,
        unknown: { word: "", known },
      };
    }
    case "too_small": {
      const expected = `a number ${issue.inclusive === true ? "of at least" : "above"} ${String(issue.minimum)}`;
      return { code: "PLX-306", message: `expected ${expected}`, expected };
    }
    case "too_big": {
      const expected = `a number ${issue.inclusive === true ? "of at most" : "below"} ${String(issue.maximum)}`;
      return { code: "PLX-306", message: `expected ${expected}`, expected };
    }
    default:
      return { code: "PLX-303", message: issue.message };
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "text",
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

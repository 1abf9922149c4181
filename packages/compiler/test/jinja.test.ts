import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Budget } from "../src/template/budget.ts";
import { TemplateError } from "../src/template/errors.ts";
import { evaluate } from "../src/template/evaluator.ts";
import { parsedTemplate } from "../src/template/template-cache.ts";
import { type Value, dictOf, float } from "../src/template/values.ts";

/**
 * Each template with what Jinja itself printed for it (`jinja/record-answers.py` wrote them); null is a failure of Jinja's,
 * which is a TemplateError here, never another error.
 */
const rows = JSON.parse(
  readFileSync(new URL("jinja/golden/templates.json", import.meta.url), "utf8"),
) as readonly (readonly [string, string | null])[];

const record = (fields: Record<string, Value>): Value => dictOf(Object.entries(fields));

/** The same as in record-answers.py. */
const CONTEXT = {
  n: 3,
  f: 2.5,
  s: "hello World",
  t: "  padded  ",
  b: true,
  none: null,
  l: [3, 1, 2],
  words: ["b", "A", "c"],
  mixed: [1, "a", null, float(2), true],
  empty: [],
  d: record({ b: 2, a: 1 }),
  rows: [record({ k: "x", v: 2 }), record({ k: "y", v: 1 }), record({ k: "x", v: 3 })],
};

/** Where we answer otherwise, on purpose. */
const DIFFERENT: Readonly<Record<string, string | null>> = {
  // Python shows its own object; here methods exist only where they are called.
  "{{ s.upper }}x": "x",
};

describe("templates print what Jinja prints", () => {
  for (const [template, answer] of rows) {
    const expected = Object.hasOwn(DIFFERENT, template) ? DIFFERENT[template] : answer;
    it(template.replaceAll("\n", "\\n"), () => {
      const budget = new Budget();
      const render = (): string =>
        evaluate(template, parsedTemplate(template, budget.limits.maxDepth), CONTEXT, budget);
      if (expected === null) expect(render).toThrow(TemplateError);
      else expect(render()).toBe(expected);
    });
  }
});

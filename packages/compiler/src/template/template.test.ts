import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Budget, DEFAULT_LIMITS, type TemplateLimits } from "./budget.ts";
import { TemplateError } from "./errors.ts";
import type { Scope } from "./evaluator.ts";
import { readLiteral } from "./python-literal.ts";
import { floatText } from "./python-text.ts";
import { renderScalar, renderText, renderTree } from "./render.ts";
import { toJson } from "./to-json.ts";

const SCOPE: Scope = { a: 2, l: [1, 2, 3], d: { k: "v", n: null }, n: null, t: true, f: false, s: "foo bar" };
const text = (template: string, scope: Scope = SCOPE): string => renderText(template, scope);
const failure = (template: string, scope: Scope = SCOPE, limits: Partial<TemplateLimits> = {}): TemplateError => {
  try {
    renderTree(template, scope, new Budget({ ...DEFAULT_LIMITS, ...limits }));
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error(`${template} was rendered`);
};

describe("values print as Python prints them", () => {
  // Each right side was produced by Jinja 3.1 on Python 3.11.
  it.each([
    ["{{ t }} {{ n }} {{ l }}", "True None [1, 2, 3]"],
    ["{{ [1, 'a'] }} {{ {'a': 1, 'b': [1.0, None, True]} }}", "[1, 'a'] {'a': 1, 'b': [1.0, None, True]}"],
    ["{{ (1,) }} {{ 1, 2 }}", "(1,) (1, 2)"],
    ["{{ [\"it's\", 'q\"'] }}", "[\"it's\", 'q\"']"],
    ["{{ 1e16 }} {{ 1e15 }} {{ 0.0001 }} {{ 0.00001 }}", "1e+16 1000000000000000.0 0.0001 1e-05"],
    ["{{ 4/2 }} {{ 7//2 }} {{ -7//2 }} {{ -7%3 }} {{ 2**-1 }}", "2.0 3 -4 2 0.5"],
    ["{{ 0.1 + 0.2 }}", "0.30000000000000004"],
  ])("%s", (template, expected) => expect(text(template)).toBe(expected));
});

describe("expressions", () => {
  it.each([
    ["{{ 1 + 2 * 3 }} {{ -2**2 }} {{ 2**3**2 }}", "7 4 64"],
    ["{{ 1 < 2 < 3 }} {{ 1 in l }} {{ 'k' in d }} {{ 9 not in l }}", "True True True True"],
    ["{{ not t }} {{ f or 'x' }} {{ 'x' if f }}", "False x "],
    ["{{ 1 if f else 2 if f else 3 }}", "3"],
    ["{{ l[0] }} {{ l[-1] }} {{ l[1:] }} {{ s[::-1] }} {{ l.0 }}", "1 3 [2, 3] rab oof 1"],
    ["{{ 'a' ~ 1 ~ 2.0 }} {{ 'a' * 3 }} {{ 'a' 'b' }}", "a12.0 aaa ab"],
    ["{{ '%s-%03d' % ('a', 3) }} {{ '%.2f' % 3.14159 }}", "a-003 3.14"],
    ["{{ d.n }} {{ d.nope }} {{ d['k'] }}", "None  v"],
    ["{{ d.get('k') }} {{ d.get('z', 4) }} {{ s.upper() }} {{ 'a,b'.split(',') }}", "v 4 FOO BAR ['a', 'b']"],
    ["{{ range(3) | list }} {{ dict(a=1) }}", "[0, 1, 2] {'a': 1}"],
  ])("%s", (template, expected) => expect(text(template)).toBe(expected));
});

describe("filters and tests", () => {
  it.each([
    ["{{ l | join(', ') }} {{ l | length }} {{ l | sum }}", "1, 2, 3 3 6"],
    ["{{ nope | default('z') }} {{ '' | default('z', true) }} {{ n | default('q') }}", "z z None"],
    ["{{ '3.7'|int }} {{ 'x'|int(7) }} {{ 2|float }} {{ 2.5|round }}", "3 7 2.0 2.0"],
    ["{{ ['b','A']|sort }} {{ [1,1,2]|unique|list }} {{ l|select('odd')|list }}", "['A', 'b'] [1, 2] [1, 3]"],
    ["{{ ['a','b']|map('upper')|list }} {{ [d]|map(attribute='k')|list }}", "['A', 'B'] ['v']"],
    ["{{ d | tojson }} {{ '<'|tojson }}", '{"k": "v", "n": null} "\\u003c"'],
    ["{{ ['x', 'y'] | map('map_format', '-f %s') | list }} {{ 5 | map_format('%(n)s!', 'n') }}", "['-f x', '-f y'] 5!"],
    ["{{ a is defined }} {{ nope is defined }} {{ 4 is divisibleby 2 }} {{ 3 is not even }}", "True False True True"],
  ])("%s", (template, expected) => expect(text(template)).toBe(expected));

  it("names what it does not know", () => {
    expect(failure("{{ a | shell }}").message).toContain("there is no filter called `shell`");
    expect(failure("{{ a is risky }}").message).toContain("there is no test called `risky`");
    expect(failure("{{ s.encode() }}").message).toContain("str has no method `encode()` here");
    expect(failure("{{ l | random }}").message).toContain("no filter called `random`");
  });
});

describe("blocks", () => {
  it.each([
    ["{% if a == 1 %}one{% elif a == 2 %}two{% else %}other{% endif %}", "two"],
    ["{% for x in l if x != 1 %}{{ loop.index }}:{{ x }}{% if not loop.last %},{% endif %}{% endfor %}", "1:2,2:3"],
    ["{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}", "k=v;n=None;"],
    ["{% for x in [] %}a{% else %}empty{% endfor %}", "empty"],
    ["{% set y = 1 %}{% for i in l %}{% set y = 2 %}{% endfor %}{{ y }}", "1"],
    ["{% set y %}ab{% endset %}{{ y }}", "ab"],
    ["a  {{- 1 -}}  b{# note #}{% if t %}c{% endif %}", "a1bc"],
    ["{{ 1 }}x\n", "1x"],
  ])("%s", (template, expected) => expect(text(template)).toBe(expected));

  it("raw keeps braces out of the template, until the next round reads them", () => {
    expect(text("{% raw %}{{ a }}{% endraw %}!")).toBe("2!");
  });
});

describe("undefined names", () => {
  it("print nothing, are false and have no items", () => {
    expect(text("[{{ nope }}]{{ 'y' if nope else 'n' }}{% for x in nope %}x{% endfor %}{{ nope | length }}")).toBe(
      "[]n0",
    );
  });

  it("refuse to be looked into or computed with", () => {
    expect(failure("{{ nope.x }}").message).toContain("'nope' is undefined, so it has no attribute 'x'");
    expect(failure("{{ d.nope.deep }}").code).toBe("template.undefined");
    expect(failure("{{ nope + 1 }}").message).toContain("'nope' is undefined");
  });
});

describe("a rendered text is read as a Python literal", () => {
  it.each<[string, unknown]>([
    ["0.001", 0.001],
    ["1e-3", 0.001],
    ["[1, 2]", [1, 2]],
    ["{'a': (1, 2)}", { a: [1, 2] }],
    ["True", true],
    ["None", null],
    ["'s'", "s"],
    ["'a' \"b\"", "ab"],
    ["1_000", 1000],
    ["0x10", 16],
    [" 5", 5],
    ["1,2", [1, 2]],
    ["- 5", -5],
  ])("%s", (source, expected) => expect(toJson(renderScalar(source, {}))).toEqual(expected));

  it.each([
    "007",
    "abc",
    "true",
    "null",
    "--3",
    "1 2",
    "[1,,2]",
    "'a",
    "nan",
    "1.2.3",
    "2020-01-02",
    "",
    "12345678901234567890",
    "b'a'",
    "f'a'",
  ])("%s stays text", (source) => expect(renderScalar(source, {})).toBe(source));

  it("null is a value like any other", () => {
    expect(renderTree(["{{ n }}", "x{{ n }}"], SCOPE)).toEqual([null, "xNone"]);
  });

  it("reads back every float it prints", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) =>
        Object.is(toJson(readLiteral(floatText(value), 8) ?? null), value),
      ),
    );
  });

  it("never throws, whatever the text", () => {
    const alphabet = fc.constantFrom(..."[](){}'\"\\,:- 0123456789.exTrueNonab_\n");
    fc.assert(fc.property(fc.string({ unit: alphabet }), (source) => void readLiteral(source, 8)));
  });
});

describe("rounds", () => {
  it("renders what it rendered until nothing changes", () => {
    expect(text("{{ one }}", { one: "{{ two }}", two: "{{ three }}", three: "end" })).toBe("end");
  });

  it("gives up on a text that never settles", () => {
    expect(failure("{{ x }}", { x: "{{ x }}!" }).message).toContain("still changes after 16 rounds");
  });

  it("renders keys and values of a tree", () => {
    expect(toJson(renderTree({ "{{ s }}": ["{{ a }}", 1, { x: "0.5" }] }, SCOPE))).toEqual({
      "foo bar": [2, 1, { x: 0.5 }],
    });
  });
});

describe("errors name the place", () => {
  it.each([
    ["{{ a", "`{{` has no closing `}}`", 0],
    ["ab {{ 1 + }}", "expected a value, found `}}`", 10],
    ["{% if a %}x", "`{% if %}` is not closed", 11],
    ["{% macro f() %}{% endmacro %}", "unknown or misplaced block `{% macro %}`", 3],
    ["{{ 'abc }}", "has no end", 3],
    ["{{ a ! }}", 'unexpected character "!"', 5],
    ["x{{ 1 < 'a' }}", "`<` does not work between int and str", 4],
    ["{{ 1 / 0 }}", "division by zero", 3],
  ])("%s", (template, detail, offset) => {
    const error = failure(template);
    expect(error.message).toContain(detail);
    expect(error.offset).toBe(offset);
    expect(error.template).toBe(template);
  });
});

describe("hostile templates end at a limit", () => {
  it.each([
    [
      "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}x{% endfor %}{% endfor %}{% endfor %}",
    ],
    ["{{ 'a' * 10**9 }}"],
    ["{{ [0] * 10**9 }}"],
    ["{{ range(10**9) | list }}"],
    ["{{ 'a'.ljust(10**9) }}"],
    ["{{ 'x' | center(10**9) }}"],
    ["{{ '%1000000000d' % 1 }}"],
    ["{{ 'aaaaaaaaaa' | replace('', 'a' * 1000000) }}"],
    ["{% set a = 'x' * 100000 %}{% for i in range(100) %}{{ a }}{% endfor %}"],
    [`{{ ${"(".repeat(5000)}1${")".repeat(5000)} }}`],
    [`{{ ${"-".repeat(5000)}1 }}`],
    [`{{ ${"not ".repeat(5000)}1 }}`],
    [`{{ ${"1+".repeat(5000)}1 }}`],
    [`{{ a${"|string".repeat(5000)} }}`],
    [`{{ d${".k".repeat(5000)} }}`],
    [`${"{% if t %}".repeat(5000)}${"{% endif %}".repeat(5000)}`],
    [`{{ 1${" if t else 1".repeat(5000)} }}`],
  ])("%.70s", (template) => {
    const before = process.memoryUsage().heapUsed;
    expect(failure(template).kind).toMatch(/^limit$|^undefined$/);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200e6);
  });

  it("a deep literal stays text instead of exhausting the stack", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    expect(renderScalar(deep, {})).toBe(deep);
  });

  it("limits can be set lower", () => {
    expect(failure("{{ range(50) | sum }}", {}, { maxSteps: 20 }).message).toContain("more than 20 steps");
    expect(failure("{{ 'abc' * 10 }}", {}, { maxChars: 20 }).message).toContain("more than 20 characters");
  });
});

describe("nothing of the host can be reached", () => {
  it.each([
    "{{ s.__proto__ }}",
    "{{ s.constructor }}",
    "{{ d.__proto__ }}",
    "{{ d['constructor'] }}",
    "{{ d.toString }}",
    "{{ l.map }}",
    "{{ l.length }}",
    "{{ toString }}{{ __proto__ }}{{ constructor }}",
    "{{ d | attr('__class__') }}",
    "{{ [d] | map(attribute='constructor.name') | first }}",
    "{{ d.get('hasOwnProperty') or '' }}",
  ])("%s is nothing, or refused", (template) => {
    let rendered = "";
    try {
      rendered = text(template);
    } catch (error) {
      expect(error).toBeInstanceOf(TemplateError);
    }
    expect(rendered).toBe("");
  });

  it.each([
    "{{ s.constructor('x') }}",
    "{{ d.hasOwnProperty('k') }}",
    "{{ l.push(1) }}",
    "{{ a() }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ d.constructor.constructor('return 1')() }}",
  ])("%s is refused", (template) => expect(failure(template)).toBeInstanceOf(TemplateError));

  it("a key called __proto__ is a key", () => {
    expect(text("{{ d.__proto__ }}", { d: JSON.parse('{"__proto__": "mine"}') as Record<string, string> })).toBe(
      "mine",
    );
    expect(text("{{ {'__proto__': 1}.__proto__ }}")).toBe("1");
    expect(toJson(renderTree("{'__proto__': {'polluted': 1}}", {}))).not.toHaveProperty("polluted");
  });
});

it("never fails in any other way than with a TemplateError, and renders the same twice", () => {
  const piece = fc.constantFrom(
    "{{",
    "}}",
    "{%",
    "%}",
    " if ",
    " for x in l ",
    " else ",
    " endif ",
    " endfor ",
    "a",
    "l",
    "d",
    "s",
    "(",
    ")",
    "[",
    "]",
    "'",
    '"',
    "|",
    "join",
    "map",
    "upper",
    ".",
    ",",
    "+",
    "*",
    "%",
    "~",
    " in ",
    " is ",
    " not ",
    "1",
    "2.5",
    "x",
    "-",
    "{#",
    "#}",
    "\n",
  );
  const attempt = (template: string): string => {
    try {
      return text(template);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return error.message;
    }
  };
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => attempt(pieces.join("")) === attempt(pieces.join(""))),
    { numRuns: 3_000 },
  );
});

import { parseYamlValue } from "@polyaxon/spec";
import fc from "fast-check";

const SNIPPETS = [
  ..."{}[]:,-&*!|>'\"#%@`\n\t ?~".split(""),
  ...[
    "<<: *m",
    "- ",
    "null",
    "1e5",
    "kind",
    "{{",
    "}}",
    "{% for x in range(10**9) %}",
    "{% endfor %}",
    "{{ a * 10**9 }}",
    "? ",
  ],
  ...[
    "__proto__: {}",
    "constructor: 1",
    "&a [*a]",
    "1:10:2",
    ".inf",
    "component:",
    "matrix:",
    "run:",
    "ref: ops.a",
    "\u0000",
    "\ufeff",
    ..."!!omap [a: 1]|!!set {a}|!!binary aGk=|!!timestamp 2020-01-01|!!merge <<|!!pairs [a: 1]|!x |&a |*a|<<: !!omap [a: 1]\n".split(
      "|",
    ),
  ],
];

const edit = fc.record({
  at: fc.nat(4_000),
  remove: fc.nat(16),
  insert: fc.oneof(
    fc.uint8Array({ maxLength: 3 }),
    fc.constantFrom(...SNIPPETS).map((text) => new Uint8Array(Buffer.from(text))),
  ),
});

/** A file with some of its bytes taken out, and others put in. */
export const damagedBytes = (seeds: readonly string[]): fc.Arbitrary<Uint8Array> =>
  fc.tuple(fc.constantFrom(...seeds), fc.array(edit, { minLength: 1, maxLength: 5 })).map(([seed, edits]) =>
    edits.reduce<Buffer>((bytes, { at, insert, remove }) => {
      const from = bytes.length === 0 ? 0 : at % bytes.length;
      return Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(from + remove)]);
    }, Buffer.from(seed)),
  );

/** A document with a value that does not belong where it stands, as JSON. */
export function damagedValues(seeds: readonly string[]): fc.Arbitrary<string> {
  const documents = seeds.flatMap((seed) => {
    const read = parseYamlValue(seed);
    return read.ok && typeof read.value === "object" && read.value !== null ? [read.value] : [];
  });
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom<unknown>(
      ...["{{ a }}", "{{ params.as_args }}", "{{ a.b.c }}", "{% if %}", "ops.a", "a:b:c", "1e400"],
      ...[-1, 1e308, 2 ** 53, [], {}],
    ),
    fc.constantFrom(...documents),
  );
  return fc
    .tuple(fc.constantFrom(...documents), fc.array(fc.nat(), { minLength: 1, maxLength: 8 }), odd)
    .map(([document, way, value]) => JSON.stringify(replaced(document, way, value)));
}

/** The document with the value that `way` leads to replaced; each number picks one of the children there. */
function replaced(document: unknown, way: readonly number[], value: unknown): unknown {
  const [step, ...rest] = way;
  if (step === undefined || typeof document !== "object" || document === null) return value;
  const keys = Object.keys(document);
  if (keys.length === 0) return value;
  const key = keys[step % keys.length] ?? "";
  if (Array.isArray(document))
    return document.map((item, index) => (String(index) === key ? replaced(item, rest, value) : (item as unknown)));
  return { ...document, [key]: replaced((document as Record<string, unknown>)[key], rest, value) };
}

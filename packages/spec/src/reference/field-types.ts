import { param } from "../schema/param.ts";
import { bare, GROUPS, SECTIONS, UNIONS } from "./sections.ts";
import type { AnySchema, Declaration, ScalarName } from "../schema/schema.ts";

/** What a field takes, in Markdown: words, names of sections with links to where they are told. */
export function fieldType(schema: AnySchema): string {
  return [...new Set(forms(schema))].join(" or ");
}

/** Where a section or union is told, from a page beside it. */
export function sectionLink(name: string): string {
  const group = GROUPS.find(({ sections }) => sections.includes(name) || unionsOf(sections).includes(name));
  return `[${name}](${group?.name ?? "index"}.md#${name.toLowerCase()})`;
}

/** The unions that stand with these sections: those with the first of their kinds. */
export const unionsOf = (sections: readonly string[]): readonly string[] =>
  UNIONS.filter(({ kinds }) => sections.includes(Object.values(kinds)[0]!)).map(({ name }) => name);

const NAMES: ReadonlyMap<AnySchema, string> = new Map([
  ...[...SECTIONS, ...UNIONS].map(({ name, schema }) => [schema, name] as const),
  [param, "Param"],
]);

function forms(schema: AnySchema): readonly string[] {
  if (schema === param) return [sectionLink("Param"), "any value"];
  const name = NAMES.get(schema) ?? NAMES.get(bare(schema));
  if (name === undefined) return formsOf(schema.accepts);
  const short = SECTIONS.find((section) => section.name === name)?.short ?? [];
  return [sectionLink(name), ...short.flatMap(formsOf)];
}

function formsOf(declaration: Declaration): readonly string[] {
  switch (declaration.is) {
    case "scalar":
      return [SCALARS[declaration.name]];
    case "words":
      return declaration.words.map((word) => `\`${word}\``);
    case "constant":
      return [`\`${declaration.word}\``];
    case "template":
      return [...forms(declaration.of), "a template"];
    case "list":
      return [`list of ${many(declaration.of)}`];
    case "map":
      return [`mapping to ${many(declaration.of)}`];
    case "either":
      return declaration.of.flatMap(forms);
    case "items":
      return [declaration.asText ? "text" : "list"];
    case "late":
      return forms(declaration.of());
    case "section":
    case "kinds":
      throw new TypeError("a section of the language has no name in the reference");
  }
}

const many = (schema: AnySchema): string => {
  const inner = fieldType(schema);
  return inner.includes(" or ") ? `(${inner})` : inner;
};

const SCALARS: Readonly<Record<ScalarName, string>> = {
  anything: "any value",
  boolean: "boolean",
  count: "whole number above 0",
  date: "date",
  "date-time": "date-time",
  duration: "duration",
  integer: "whole number",
  label: "any value",
  list: "list",
  "loose-count": "whole number above 0",
  "loose-duration": "duration",
  "loose-integer": "whole number",
  mapping: "mapping",
  name: "name",
  "name-value-pairs": "list of `[name, value]`",
  natural: "whole number from 0",
  number: "number",
  pair: "path or `[from, to]`",
  text: "text",
  uuids: "list of text or text",
  "weighted-values": "list of `[value, weight]`",
};

import { param } from "../schema/param.ts";
import { bare, type NamedSection, type NamedUnion, requiredFields, SECTIONS, UNIONS } from "./sections.ts";
import type { AnySchema, Declaration, ScalarName } from "../schema/schema.ts";

/**
 * The language as TypeScript: one interface for each section, in the form an author writes it, so short forms, texts with
 * units and templates are allowed where reading allows them.
 */
export function typescriptTypes(): string {
  return [HEAD, ...SECTIONS.map(interfaceOf), ...UNIONS.map(unionOf)].join("\n");
}

const HEAD = `// Generated from the schemas of the language by \`npm run language\`; do not edit.

/** Text that is rendered before it is used: it contains \`{{ ... }}\`. */
export type TemplateText = \`\${string}{{\${string}}}\${string}\`;

/** What a param, an input or an output may hold. */
export type Value =
  | string
  | number
  | boolean
  | null
  | Date
  | readonly Value[]
  | { readonly [key: string]: Value | undefined };

/** A date: \`2026-01-31\`. */
export type DateText = string | Date;

/** A moment: ISO text, or seconds since 1970. */
export type Moment = string | number | Date;

/** Seconds, or \`HH:MM:SS\`, \`2 days\`, \`PT1H\`. */
export type Duration = number | string;

/** Changes to a run: any of the fields of its kind. */
export type RunPatch = Patch<Run>;
type Patch<R> = R extends unknown ? Partial<R> : never;
`;

function interfaceOf({ description, name, shape }: NamedSection): string {
  const required = new Set(requiredFields(shape));
  const fields = Object.entries(shape).map(([field, schema]) => {
    const optional = !required.has(field) || (name === "Job" && field === "kind");
    const type = field === "runPatch" ? "RunPatch" : typeOf(schema);
    return `  /** ${description.fields[field]} */\n  readonly ${field}${optional ? "?" : ""}: ${type}${optional ? " | undefined" : ""};`;
  });
  return `/** ${description.about} */\nexport interface ${name} {\n${fields.join("\n")}\n}\n`;
}

const unionOf = ({ about, kinds, name }: NamedUnion): string =>
  `/** ${about} */\nexport type ${name} =\n${Object.values(kinds)
    .map((kind) => `  | ${kind}`)
    .join("\n")};\n`;

const SCALARS: Readonly<Record<ScalarName, string>> = {
  anything: "unknown",
  boolean: "boolean",
  count: "number",
  date: "DateText",
  "date-time": "Moment",
  duration: "Duration",
  integer: "number",
  label: "string | number | boolean",
  list: "readonly unknown[]",
  "loose-count": "number",
  "loose-duration": "Duration",
  "loose-integer": "number",
  mapping: "Readonly<Record<string, unknown>>",
  name: "string",
  "name-value-pairs": "readonly (readonly [string, unknown])[]",
  natural: "number",
  number: "number",
  pair: "string | readonly [string, string]",
  text: "string",
  uuids: "readonly string[] | string",
  "weighted-values": "readonly (readonly [unknown, number | TemplateText])[]",
};

const NAMES: ReadonlyMap<AnySchema, string> = new Map([
  ...SECTIONS.map(({ name, schema, short }) => [schema, [name, ...short.flatMap(alternatives)].join(" | ")] as const),
  ...UNIONS.map(({ name, schema }) => [schema, name] as const),
  [param, "Param | Value"],
]);

function typeOf(schema: AnySchema): string {
  const types = [...new Set(accepted(schema))];
  // Where any text goes, so does a template.
  const anyText = types.some((type) => HOLDS_TEXT.has(type));
  return types.filter((type) => !(anyText && type === "TemplateText")).join(" | ");
}

const HOLDS_TEXT: ReadonlySet<string> = new Set(["string", "DateText", "Duration", "Moment", "unknown"]);

function accepted(schema: AnySchema): readonly string[] {
  const name = NAMES.get(schema) ?? NAMES.get(bare(schema));
  return name === undefined ? alternatives(schema.accepts) : [name];
}

function alternatives(declaration: Declaration): readonly string[] {
  switch (declaration.is) {
    case "scalar":
      return [SCALARS[declaration.name]];
    case "words":
      return declaration.words.map((word) => JSON.stringify(word));
    case "constant":
      return [JSON.stringify(declaration.word)];
    case "template":
      return [...accepted(declaration.of), "TemplateText"];
    case "list":
      return [`readonly ${grouped(typeOf(declaration.of))}[]`];
    case "map":
      return [`Readonly<Record<string, ${typeOf(declaration.of)}>>`];
    case "either":
      return declaration.of.flatMap(accepted);
    case "items":
      return [declaration.asText ? "string" : "readonly unknown[]"];
    case "late":
      return accepted(declaration.of());
    case "section":
    case "kinds":
      throw new TypeError("a section of the language has no name in the reference");
  }
}

const grouped = (type: string): string => (type.includes(" ") ? `(${type})` : type);

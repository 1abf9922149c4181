import { IO_TYPE_NAMES } from "../io/io-types.ts";
import { param } from "../schema/param.ts";
import { snakeCase } from "../schema/section.ts";
import { bare, type NamedSection, type NamedUnion, requiredFields, SECTIONS, UNIONS } from "./sections.ts";
import type { AnySchema, Declaration, ScalarName, Shape } from "../schema/schema.ts";

/** A JSON Schema of draft 7; a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The language as a JSON Schema for editors: every key, every word of a fixed set, what each is for. It is looser than
 * reading where a rule spans several fields, or the parts of a text; what it refuses, reading refuses too, save for what YAML 1.1
 * reads differently from an editor, and for null, which stands for nothing: editors would offer it everywhere.
 */
export function polyaxonfileJsonSchema(): JsonSchema {
  const definitions = [
    ...SECTIONS.map((section) => [section.name, sectionSchema(section)] as const),
    ...UNIONS.map((union) => [union.name, unionSchema(union)] as const),
    ["ParamOrValue", PARAM_OR_VALUE] as const,
  ].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Polyaxonfile",
    description: "A component, an operation or a preset of Polyaxon, version 1.1.",
    type: "object",
    properties: {
      version: { const: 1.1, description: "Version of the language." },
      kind: {
        enum: ["component", "operation", "compiled_operation"],
        description: "What this file is: what can be run, how it is run, or what the compiler made of both.",
      },
      isPreset: { anyOf: SCALARS.boolean, description: "This file is a preset: it needs no version and no component." },
    },
    // Below the root a key may be written in snake_case too.
    propertyNames: { pattern: "^[a-zA-Z]+$" },
    // A preset says so, or has neither a version nor a kind.
    if: {
      anyOf: [
        { properties: { isPreset: { const: true } }, required: ["isPreset"] },
        { not: { anyOf: [{ required: ["version"] }, { required: ["kind"] }] } },
      ],
    },
    then: ref("Operation"),
    else: {
      required: ["version", "kind"],
      allOf: [
        whenKind("component", ref("Component")),
        whenKind("operation", ref("Operation")),
        whenKind("compiled_operation", ref("CompiledOperation")),
      ],
    },
    definitions: Object.fromEntries(definitions),
  };
}

const NAMES: ReadonlyMap<AnySchema, string> = new Map([
  ...[...SECTIONS, ...UNIONS].map(({ name, schema }) => [schema, name] as const),
  [param, "ParamOrValue"],
]);

const ref = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` });
const whenKind = (kind: string, then: JsonSchema): JsonSchema => ({
  if: { properties: { kind: { const: kind } }, required: ["kind"] },
  then,
});

function sectionSchema({ description, shape, short }: NamedSection): JsonSchema {
  const mapping = { type: "object", ...fieldsOf(shape, description.fields), additionalProperties: false };
  if (short.length === 0) return { description: description.about, ...mapping };
  return { description: description.about, anyOf: [mapping, ...short.flatMap(alternatives)] };
}

function fieldsOf(shape: Shape, descriptions: Readonly<Record<string, string>>): JsonSchema {
  const fields = Object.entries(shape).map(([name, schema]) => {
    const accepted = schemaOf(schema);
    const known = KNOWN_WORDS.get(schema);
    return [
      name,
      { description: descriptions[name], ...(known === undefined ? accepted : { anyOf: [known, accepted] }) },
    ] as const;
  });
  const other = fields.filter(([name]) => snakeCase(name) !== name);
  // A key of two spellings cannot be required: reading asks for either.
  const required = requiredFields(shape).filter((name) => snakeCase(name) === name);
  return {
    properties: Object.fromEntries(fields),
    ...(other.length === 0
      ? {}
      : { patternProperties: Object.fromEntries(other.map(([name, schema]) => [`^${snakeCase(name)}$`, schema])) }),
    ...(required.length === 0 ? {} : { required }),
  };
}

/** Fields of any text with words that an editor may offer. */
const ioShape = SECTIONS.find(({ name }) => name === "IO")!.shape;
const KNOWN_WORDS: ReadonlyMap<AnySchema, JsonSchema> = new Map([[ioShape["type"]!, { enum: IO_TYPE_NAMES }]]);

function unionSchema({ about, kindless, kinds }: NamedUnion): JsonSchema {
  const named = Object.entries(kinds);
  return {
    description: about,
    type: "object",
    properties: { kind: { enum: named.map(([kind]) => kind), description: "Which one this is." } },
    ...(kindless === undefined ? { required: ["kind"] } : {}),
    allOf: [
      ...named.map(([kind, name]) => whenKind(kind, ref(name))),
      ...(kindless === undefined ? [] : [{ if: { not: { required: ["kind"] } }, then: asKindless(kinds[kindless]!) }]),
    ],
  };
}

/** Without its kind, which would be required. */
function asKindless(name: string): JsonSchema {
  const { description, shape } = SECTIONS.find((section) => section.name === name)!;
  const { kind: _, ...rest } = shape;
  return { type: "object", ...fieldsOf(rest, description.fields) };
}

/** Several forms beside each other, or the one there is. */
function schemaOf(schema: AnySchema): JsonSchema {
  const [first, ...others] = accepted(schema);
  return others.length === 0 ? first! : { anyOf: [first, ...others] };
}

function accepted(schema: AnySchema): readonly JsonSchema[] {
  const name = NAMES.get(schema) ?? NAMES.get(bare(schema));
  return name === undefined ? alternatives(schema.accepts) : [ref(name)];
}

function alternatives(declaration: Declaration): readonly JsonSchema[] {
  switch (declaration.is) {
    case "scalar":
      return SCALARS[declaration.name];
    case "words":
      return [{ enum: declaration.words }];
    case "constant":
      return [{ const: declaration.word }];
    case "template":
      return [...accepted(declaration.of), TEMPLATE];
    case "list":
      return [{ type: "array", items: schemaOf(declaration.of) }];
    case "map":
      return [{ type: "object", additionalProperties: schemaOf(declaration.of) }];
    case "either":
      return declaration.of.flatMap(accepted);
    case "late":
      return accepted(declaration.of());
    case "section":
      return [{ type: "object", ...fieldsOf(declaration.shape, {}), additionalProperties: false }];
    case "kinds":
      throw new TypeError(`${declaration.what} has no name in the reference`);
  }
}

const TEMPLATE: JsonSchema = { type: "string", pattern: "\\{\\{[\\s\\S]*\\}\\}" };
const NUMBER_TEXT: JsonSchema = {
  type: "string",
  pattern: "^\\s*[-+]?(\\d[\\d_]*\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?\\s*$",
};
const TEXT: JsonSchema = { type: "string" };

const SCALARS: Readonly<Record<ScalarName, readonly JsonSchema[]>> = {
  anything: [{}],
  boolean: [
    { type: "boolean" },
    // The words of YAML 1.1, which editors read as text.
    {
      type: "string",
      pattern: "^([yY]|[yY]es|YES|[tT]|[tT]rue|TRUE|[oO]n|ON|1|[nN]|[nN]o|NO|[fF]|[fF]alse|FALSE|[oO]ff|OFF|0)$",
    },
    { type: "number", minimum: 0, maximum: 1, multipleOf: 1 },
  ],
  count: [{ type: "integer", minimum: 1 }],
  date: [TEXT, { type: "number" }],
  "date-time": [TEXT, { type: "number" }],
  duration: [{ type: "number" }, TEXT],
  integer: [{ type: "integer" }],
  label: [{}],
  list: [{ type: "array" }],
  "loose-count": [
    { type: "integer", minimum: 1 },
    { type: "string", pattern: "^\\s*\\+?0*[1-9]\\d*\\s*$" },
  ],
  "loose-integer": [{ type: "integer" }, { type: "string", pattern: "^\\s*[-+]?\\d+\\s*$" }],
  mapping: [{ type: "object" }],
  name: [{ type: "string", pattern: "^[-a-zA-Z0-9_]+$" }],
  natural: [{ type: "integer", minimum: 0 }],
  number: [{ type: "number" }, NUMBER_TEXT],
  pair: [TEXT, { type: "array", items: TEXT, minItems: 2, maxItems: 2 }],
  text: [TEXT],
};

const paramKeys = SECTIONS.find(({ name }) => name === "Param")!.shape;
const PARAM_OR_VALUE: JsonSchema = {
  description: "A value, or where it comes from: `{ref: ops.train, value: outputs.loss}`.",
  anyOf: [
    ref("Param"),
    { type: ["string", "number", "boolean", "array", "null"] },
    {
      type: "object",
      minProperties: 1,
      propertyNames: { not: { enum: Object.keys(paramKeys).flatMap((key) => [...new Set([key, snakeCase(key)])]) } },
    },
  ],
};

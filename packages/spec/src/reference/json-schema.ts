import { BOOLEAN_WORDS } from "../io/booleans.ts";
import { IO_TYPE_NAMES } from "../io/io-types.ts";
import { CLOCK, DATE_TIME, ISO_DURATION } from "../io/times.ts";
import { UUID } from "../schema/io-types.ts";
import { param } from "../schema/param.ts";
import { snakeCase } from "../schema/section.ts";
import { bare, type NamedSection, type NamedUnion, requiredFields, SECTIONS, UNIONS } from "./sections.ts";
import type { AnySchema, Declaration, ScalarName, Shape } from "../schema/schema.ts";

/** A JSON Schema of draft 7; a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The language as a JSON Schema for editors: every key, every word of a fixed set, what each is for. It is looser than
 * reading where a rule spans several fields, and in the few ways that `test/schema-and-reader.test.ts` names and holds it to; what
 * it refuses, reading refuses too, save for what YAML 1.1 reads differently from an editor, and for null, which stands for
 * nothing: editors would offer it everywhere.
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
  const required = requiredFields(shape).filter((name) => snakeCase(name) === name);
  const eitherSpelling = requiredFields(shape)
    .filter((name) => snakeCase(name) !== name)
    .map((name) => ({ anyOf: [{ required: [name] }, { required: [snakeCase(name)] }] }));
  return {
    properties: Object.fromEntries(fields),
    ...(other.length === 0
      ? {}
      : { patternProperties: Object.fromEntries(other.map(([name, schema]) => [`^${snakeCase(name)}$`, schema])) }),
    ...(required.length === 0 ? {} : { required }),
    ...(eitherSpelling.length === 0 ? {} : { allOf: eitherSpelling }),
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

/** Without its kind, which would be required. A field that this kind does not have asks for one. */
function asKindless(name: string): JsonSchema {
  const { description, shape } = SECTIONS.find((section) => section.name === name)!;
  const { kind: _, ...rest } = shape;
  return { type: "object", ...fieldsOf(rest, description.fields), additionalProperties: false };
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
    case "items":
      return [declaration.asText ? itemsAsText(declaration.of) : itemsAsList(declaration.of)];
    case "late":
      return accepted(declaration.of());
    case "section":
      return [{ type: "object", ...fieldsOf(declaration.shape, {}), additionalProperties: false }];
    case "kinds":
      throw new TypeError(`${declaration.what} has no name in the reference`);
  }
}

const itemsAsList = (fields: Shape): JsonSchema => ({
  type: "array",
  items: Object.values(fields).map(schemaOf),
  minItems: requiredFields(fields).length,
});

/** Each item a number, or a template: nothing else is written as a part of a text. Items past the last are dropped. */
function itemsAsText(fields: Shape): JsonSchema {
  const rest = Object.entries(fields).reduceRight((following, [name, schema], index) => {
    const item = `${index === 0 ? "" : ":"}(?:${isWhole(schema) ? WHOLE : NUMBER}|[^:]*\\{\\{[^:]*\\}\\}[^:]*)${following}`;
    return requiredFields(fields).includes(name) ? item : `(?:${item})?`;
  }, "(?::[\\s\\S]*)?");
  return { type: "string", pattern: `^${rest}$` };
}

function isWhole(schema: AnySchema): boolean {
  const { accepts } = schema;
  if (accepts.is === "template") return isWhole(accepts.of);
  return accepts.is === "scalar" && accepts.name === "loose-integer";
}

const TEMPLATE: JsonSchema = { type: "string", pattern: "\\{\\{[\\s\\S]*\\}\\}" };
const WHOLE = "\\s*[-+]?\\d+\\s*";
const NUMBER = "\\s*[-+]?(\\d[\\d_]*\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?\\s*";
const TEXT: JsonSchema = { type: "string" };
const INTEGER: JsonSchema = { type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };
/** Seconds, or milliseconds as far as a date reaches. */
const EPOCH: JsonSchema = { type: "number", minimum: -8.64e15, maximum: 8.64e15 };
/** Text of one of these forms, spaces around it left aside. */
const textOf = (...forms: readonly RegExp[]): JsonSchema => ({
  type: "string",
  pattern: `^\\s*(${forms.map(({ source }) => source.replace(/^\^|\$$/g, "")).join("|")})\\s*$`,
});

/** In any case, as the words of YAML 1.1 are read; editors read them as text. */
const anyCase = (word: string): string => word.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);

const SCALARS: Readonly<Record<ScalarName, readonly JsonSchema[]>> = {
  anything: [{}],
  boolean: [
    { type: "boolean" },
    { type: "string", pattern: `^(${BOOLEAN_WORDS.map(anyCase).join("|")})$` },
    { type: "number", minimum: 0, maximum: 1, multipleOf: 1 },
  ],
  count: [{ ...INTEGER, minimum: 1 }],
  // A number is that of the day's first second.
  date: [textOf(DATE_TIME), { ...EPOCH, multipleOf: 86_400 }],
  "date-time": [textOf(DATE_TIME), EPOCH],
  duration: [{ type: "number" }, textOf(CLOCK, ISO_DURATION)],
  integer: [INTEGER],
  label: [{}],
  list: [{ type: "array" }],
  "loose-count": [
    { ...INTEGER, minimum: 1 },
    { type: "string", pattern: "^\\s*\\+?0*[1-9]\\d*\\s*$" },
  ],
  "loose-duration": [{ type: "number" }, textOf(CLOCK, ISO_DURATION), { type: "string", pattern: "^\\d+(\\.\\d+)?$" }],
  "loose-integer": [INTEGER, { type: "string", pattern: `^${WHOLE}$` }],
  mapping: [{ type: "object" }],
  name: [{ type: "string", pattern: "^[-a-zA-Z0-9_]+$" }],
  "name-value-pairs": [{ type: "array", items: { type: "array", minItems: 2, maxItems: 2 } }],
  natural: [{ ...INTEGER, minimum: 0 }],
  number: [{ type: "number" }, { type: "string", pattern: `^${NUMBER}$` }],
  pair: [TEXT, { type: "array", items: TEXT, minItems: 2, maxItems: 2 }],
  text: [TEXT],
  uuids: [
    { type: "array", items: { type: "string", pattern: UUID.source } },
    { type: "string", pattern: `^[\\s,]*(${UUID.source.slice(1, -1)}[\\s,]*)*$` },
  ],
  "weighted-values": [
    {
      type: "array",
      items: {
        type: "array",
        items: [{}, { anyOf: [{ type: "number", minimum: 0, exclusiveMaximum: 1 }, TEMPLATE] }],
        minItems: 2,
        maxItems: 2,
      },
    },
  ],
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

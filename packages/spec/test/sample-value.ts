import { SECTIONS, requiredFields } from "../src/reference/sections.ts";
import { type AnySchema, type Declaration, OptionalSchema } from "../src/schema/schema.ts";

/**
 * The smallest value that a schema takes: of a section its required fields, of several forms the first. Where a rule spans
 * fields, or the parts of a text, what the declaration does not say stands in the tables below.
 */
export function sampleValue(schema: AnySchema): unknown {
  const bare = schema instanceof OptionalSchema ? schema.of : schema;
  const name = SECTIONS.find((section) => section.schema === bare)?.name ?? "";
  return Object.hasOwn(SECTION_VALUES, name) ? SECTION_VALUES[name] : sampleOf(bare.accepts);
}

function sampleOf(declaration: Declaration): unknown {
  switch (declaration.is) {
    case "scalar":
      return SCALAR_VALUES[declaration.name];
    case "words":
      return declaration.words[0];
    case "constant":
      return declaration.word;
    case "template":
      return sampleValue(declaration.of);
    case "list":
      return [sampleValue(declaration.of)];
    case "map":
      return { key: sampleValue(declaration.of) };
    case "either":
      return sampleValue(declaration.of[0]!);
    case "late":
      return sampleValue(declaration.of());
    case "section": {
      const { shape } = declaration;
      return Object.fromEntries(requiredFields(shape).map((field) => [field, sampleValue(shape[field]!)]));
    }
    case "items":
      return Object.values(declaration.of).map(sampleValue);
    case "kinds": {
      const [kind, first] = Object.entries(declaration.kinds)[0]!;
      return { ...(sampleValue(first) as object), kind };
    }
  }
}

const SCALAR_VALUES: Readonly<Record<Extract<Declaration, { is: "scalar" }>["name"], unknown>> = {
  anything: "anything",
  boolean: true,
  count: 1,
  date: "2024-01-31",
  "date-time": "2024-01-31T10:00:00+00:00",
  duration: 60,
  integer: -1,
  label: "label",
  list: [1, 2],
  "loose-count": 1,
  "loose-duration": 60,
  "loose-integer": -1,
  mapping: { key: 1 },
  name: "a-name",
  "name-value-pairs": [["NAME", "value"]],
  natural: 0,
  number: 0.5,
  pair: ["from", "to"],
  text: "text",
  uuids: ["8f3d1c5e7d8e4d0c9a570e6c2b8a3f10"],
  "weighted-values": [["value", 0.5]],
};

/** Sections whose fields have a rule between them. */
const SECTION_VALUES: Readonly<Record<string, unknown>> = {
  Operation: { hubRef: "train" },
  UtilityFunction: { kappa: 1 },
  RangeValue: { start: 1, stop: 2, step: 1 },
  SpaceValue: { start: 1, stop: 2, num: 2 },
  LogSpaceValue: { start: 1, stop: 2, num: 2 },
  DateRangeValue: { start: "2024-01-30", stop: "2024-01-31", step: 1 },
  DateTimeRangeValue: { start: "2024-01-30", stop: "2024-01-31T10:00:00", step: 60 },
};

import { z } from "zod";

/** Fields by name; those that may be left out are zod optionals. */
export type Shape = Readonly<Record<string, z.ZodType>>;

/** What plain values a reader takes, by the names of docs/language. */
export type ScalarName =
  | "anything"
  | "boolean"
  | "count"
  | "date"
  | "date-time"
  | "duration"
  | "integer"
  | "label"
  | "list"
  | "loose-integer"
  | "mapping"
  | "name"
  | "natural"
  | "number"
  | "pair"
  | "text";

/**
 * What a schema accepts, as data: for editors, pages and generated types. Reading never looks at it. It is looser than
 * reading where a rule spans several fields.
 */
export type Declaration =
  | { readonly is: "scalar"; readonly name: ScalarName }
  | { readonly is: "words"; readonly words: readonly string[] }
  | { readonly is: "constant"; readonly word: string }
  | { readonly is: "template"; readonly of: z.ZodType }
  | { readonly is: "list"; readonly of: z.ZodType }
  | { readonly is: "map"; readonly of: z.ZodType }
  | { readonly is: "either"; readonly of: readonly z.ZodType[] }
  | { readonly is: "late"; readonly of: () => z.ZodType }
  | { readonly is: "section"; readonly shape: Shape; readonly short: readonly Declaration[] }
  | {
      readonly is: "kinds";
      readonly what: string;
      readonly kinds: Shape;
      /** The kind of a mapping that names none. */
      readonly kindless: string | undefined;
    };

const declarations = new WeakMap<z.ZodType, Declaration>();

/** Says what a schema accepts that is made from a function, which nobody can look into. */
export function declare<S extends z.ZodType>(schema: S, declaration: Declaration): S {
  declarations.set(schema, declaration);
  return schema;
}

/** @throws TypeError for a schema that says nothing about itself: a defect of this package */
export function declarationOf(schema: z.ZodType): Declaration {
  const declared = declarations.get(schema);
  if (declared !== undefined) return declared;
  if (schema instanceof z.ZodOptional) return declarationOf(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodString) return { is: "scalar", name: "text" };
  if (schema instanceof z.ZodUnknown) return { is: "scalar", name: "anything" };
  if (schema instanceof z.ZodArray) return { is: "list", of: schema.element as z.ZodType };
  if (schema instanceof z.ZodRecord) return { is: "map", of: schema.valueType as z.ZodType };
  if (schema instanceof z.ZodEnum) return { is: "words", words: schema.options.map(String) };
  if (schema instanceof z.ZodLiteral) return { is: "constant", word: String(schema.value) };
  throw new TypeError(`a schema of the language declares nothing: ${schema._zod.def.type}`);
}

import { compiledOperation, component, operation } from "../schema/documents.ts";
import { isMapping } from "../schema/reader.ts";
import { bare, SECTIONS } from "./sections.ts";
import type { AnySchema, Declaration } from "../schema/schema.ts";

/** Which fields of the language a document uses, as `Section.field`. It has been read: keys in camelCase, kinds in place. */
export function usedFields(document: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const used = new Set<string>();
  const kind = document["kind"];
  const root = kind === "component" ? component : kind === "compiled_operation" ? compiledOperation : operation;
  visit(root, document, used);
  return used;
}

const NAMES: ReadonlyMap<AnySchema, string> = new Map(SECTIONS.map(({ name, schema }) => [schema, name]));

function visit(schema: AnySchema, value: unknown, used: Set<string>): void {
  const declaration = schema.accepts;
  switch (declaration.is) {
    case "template":
      if (typeof value !== "string") visit(declaration.of, value, used);
      return;
    case "list":
      if (Array.isArray(value)) for (const item of value) visit(declaration.of, item, used);
      return;
    case "map":
      if (isMapping(value)) for (const item of Object.values(value)) visit(declaration.of, item, used);
      return;
    case "either":
      for (const form of declaration.of) visit(form, value, used);
      return;
    case "late":
      return visit(declaration.of(), value, used);
    case "kinds":
      if (isMapping(value)) visitKind(declaration, value, used);
      return;
    case "section":
      if (isMapping(value)) visitFields(declaration, NAMES.get(bare(schema)) ?? "Param", value, used);
      return;
    case "items":
    case "scalar":
    case "words":
    case "constant":
  }
}

type Of<I extends Declaration["is"]> = Extract<Declaration, { readonly is: I }>;

function visitKind(
  { kindless, kinds }: Of<"kinds">,
  value: Readonly<Record<string, unknown>>,
  used: Set<string>,
): void {
  const kind = value["kind"] ?? kindless;
  const schema = typeof kind === "string" ? kinds[kind] : undefined;
  if (schema !== undefined) visit(schema, value, used);
}

function visitFields(
  { shape }: Of<"section">,
  name: string,
  value: Readonly<Record<string, unknown>>,
  used: Set<string>,
): void {
  for (const [field, schema] of Object.entries(shape)) {
    if (!Object.hasOwn(value, field)) continue;
    used.add(`${name}.${field}`);
    visit(schema, value[field], used);
  }
}

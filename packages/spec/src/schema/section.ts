import { z } from "zod";
import { didYouMean } from "../issues/suggest.ts";
import { type Findings, isMapping, reader, readWith, report } from "./reader.ts";
import type { IssueCode } from "../issues/issue-codes.ts";

export type Shape = Readonly<Record<string, z.ZodType>>;
export type SectionOf<S extends Shape> = Readonly<z.output<z.ZodObject<S>>>;

export interface SectionRules {
  /** Fields whose null means something; elsewhere a null field is the same as an absent one. */
  readonly keepNull?: readonly string[];
  /** False at the document's root, where only camelCase is known. */
  readonly snakeCase?: boolean;
  /** Which code an unknown key gets; `PLX-301` unless told. */
  readonly unknownKey?: (key: string) => IssueCode;
  /** Rewrites short forms before the fields are read. Gets the raw value, returns the mapping to read. */
  readonly prepare?: (value: unknown, findings: Findings) => unknown;
  /** Rules between fields; gets the fields as read so far, even when some were refused. */
  readonly check?: (fields: Readonly<Record<string, unknown>>, findings: Findings) => void;
}

/**
 * A mapping with known fields: every field in camelCase or snake_case, unknown keys refused with the nearest known name, null
 * the same as absent, every problem reported at once. Only fields that are present cost anything.
 */
export function section<S extends Shape>(shape: S, rules: SectionRules = {}): z.ZodType<SectionOf<S>> {
  const fields = fieldTable(shape, rules);
  const known = Object.keys(shape);
  const required = known.filter((name) => !(shape[name] instanceof z.ZodOptional));
  const schema = reader((raw, findings) => {
    const value = rules.prepare ? rules.prepare(raw, findings) : raw;
    if (!isMapping(value)) {
      report(findings, { code: "PLX-303", message: "expected a mapping", expected: `a mapping with ${someOf(known)}` });
      return {};
    }
    const result: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const field = fields.get(key);
      if (field === undefined) {
        const code = rules.unknownKey?.(key) ?? "PLX-301";
        const what = code === "PLX-203" ? "top-level section" : "field";
        report(findings, {
          code,
          message: `unknown ${what} \`${key}\``,
          path: [key],
          atKey: true,
          ...didYouMean(key, known),
        });
        continue;
      }
      const given = value[key];
      if (given === undefined || (given === null && !field.keepsNull)) continue;
      if (Object.hasOwn(result, field.name)) {
        const message = `\`${field.name}\` is given twice, once in each spelling`;
        report(findings, { code: "PLX-311", message, path: [key], atKey: true, hint: "keep one of them" });
        continue;
      }
      result[field.name] = readWith(field.schema, given, findings, field.name);
    }
    for (const name of required) {
      if (!Object.hasOwn(result, name))
        report(findings, { code: "PLX-302", message: `\`${name}\` is required`, path: [name] });
    }
    rules.check?.(result, findings);
    return result;
  }) as z.ZodType<SectionOf<S>>;
  shapes.set(schema, shape);
  return schema;
}

/** The fields of a section made by {@link section}; used to write its JSON Schema. */
export function shapeOf(schema: z.ZodType): Shape | undefined {
  return shapes.get(schema);
}

const shapes = new WeakMap<z.ZodType, Shape>();

interface Field {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly keepsNull: boolean;
}

function fieldTable(shape: Shape, rules: SectionRules): ReadonlyMap<string, Field> {
  const table = new Map<string, Field>();
  for (const [name, declared] of Object.entries(shape)) {
    const schema = declared instanceof z.ZodOptional ? (declared.unwrap() as z.ZodType) : declared;
    const field = { name, schema, keepsNull: rules.keepNull?.includes(name) ?? false };
    table.set(name, field);
    if (rules.snakeCase !== false) table.set(snakeCase(name), field);
  }
  return table;
}

/** `hubRef` -> `hub_ref`, `hostPID` -> `host_pid`, as upstream's Python fields are named. */
export function snakeCase(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}

function someOf(names: readonly string[]): string {
  return names.length > 4 ? `${names.slice(0, 4).join(", ")}, ...` : names.join(", ");
}

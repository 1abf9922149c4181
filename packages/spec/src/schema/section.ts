import { z } from "zod";
import type { Declaration, Shape } from "./declaration.ts";
import { type Findings, isMapping, reader, readWith, report } from "./reader.ts";

export type SectionOf<S extends Shape> = Readonly<z.output<z.ZodObject<S>>>;

export interface SectionRules {
  /** Fields whose null means something; elsewhere a null field is the same as an absent one. */
  readonly keepNull?: readonly string[];
  /** Rewrites short forms before the fields are read. Gets the raw value, returns the mapping to read. */
  readonly prepare?: (value: unknown, findings: Findings) => unknown;
  /** Other forms that `prepare` takes. */
  readonly short?: readonly Declaration[];
  /** Keys that `prepare` moves elsewhere. */
  readonly moved?: Shape;
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
  const declaration = { is: "section", shape: { ...shape, ...rules.moved }, short: rules.short ?? [] } as const;
  const schema = reader(declaration, (raw, findings) => {
    const before = findings.issues.length;
    const value = rules.prepare ? rules.prepare(raw, findings) : raw;
    if (!isMapping(value)) {
      // What could not be prepared has been told already.
      if (findings.issues.length > before) return {};
      report(findings, { code: "PLX-303", message: "expected a mapping", expected: `a mapping with ${someOf(known)}` });
      return {};
    }
    const result: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const field = fields.get(key);
      if (field === undefined) {
        const message = `unknown field \`${key}\``;
        report(findings, { code: "PLX-301", message, path: [key], atKey: true, unknown: { word: key, known } });
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
  return schema;
}

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
    table.set(snakeCase(name), field);
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

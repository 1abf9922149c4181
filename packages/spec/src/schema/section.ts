import { suggest } from "../issues/suggest.ts";
import { type Findings, isMapping, report } from "./reader.ts";
import {
  type AnySchema,
  type Declaration,
  OptionalSchema,
  type OutputOf,
  Schema,
  type Shape,
  fieldSchema,
  readUnder,
} from "./schema.ts";

export interface SectionRules {
  /** Fields whose null means something; elsewhere a null field is the same as an absent one. */
  readonly keepNull?: readonly string[];
  /** Rewrites short forms before the fields are read. Gets the raw value, returns the mapping to read. */
  readonly prepare?: (value: unknown, findings: Findings) => unknown;
  /** Other forms that `prepare` takes. */
  readonly short?: readonly Declaration[];
  /** Keys that `prepare` moves elsewhere. */
  readonly moved?: Shape;
  /** What is often written here and belongs one level deeper: it is told with its place, and what is wrong in it too. */
  readonly deeper?: { readonly under: string; readonly fields: readonly string[]; readonly of: () => AnySchema };
  /** Rules between fields; gets the fields as read so far, even when some were refused. */
  readonly check?: (fields: Readonly<Record<string, unknown>>, findings: Findings) => void;
}

/**
 * A mapping with known fields: every field in camelCase or snake_case, unknown keys refused with the nearest known name, null
 * the same as absent, every problem reported at once. Only fields that are present cost anything.
 */
export function section<S extends Shape>(shape: S, rules: SectionRules = {}): Schema<OutputOf<S>> {
  const fields = fieldTable(shape, rules);
  const known = Object.keys(shape);
  const required = known.filter((name) => !(shape[name] instanceof OptionalSchema));
  const declaration = { is: "section", shape: { ...shape, ...rules.moved }, short: rules.short ?? [] } as const;
  const read = (raw: unknown, findings: Findings): Record<string, unknown> => {
    const before = findings.problems.length;
    const value = rules.prepare ? rules.prepare(raw, findings) : raw;
    if (!isMapping(value)) {
      // What could not be prepared has been told already.
      if (findings.problems.length > before) return {};
      report(findings, { code: "PLX-303", message: "expected a mapping", expected: `a mapping with ${someOf(known)}` });
      return {};
    }
    const result: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const field = fields.get(key);
      if (field === undefined) {
        const message = `unknown field \`${key}\``;
        if (rules.deeper?.fields.includes(key) === true) {
          const hint = `it belongs under \`${rules.deeper.under}\``;
          report(findings, { code: "PLX-301", message, path: [key], atKey: true, hint });
          const schema = fieldSchema(rules.deeper.of(), key);
          if (schema !== undefined && value[key] !== null) readUnder(schema, value[key], findings, key);
          continue;
        }
        report(findings, { code: "PLX-301", message, path: [key], atKey: true, unknown: { word: key, known } });
        readAsNearest(key, value, { shape, result, findings });
        continue;
      }
      const given = value[key];
      if (given === undefined || (given === null && !field.keepsNull)) continue;
      if (field.isSpeltTwice && Object.hasOwn(result, field.name)) {
        const message = `\`${field.name}\` is given twice, once in each spelling`;
        report(findings, { code: "PLX-311", message, path: [key], atKey: true, hint: "keep one of them" });
        continue;
      }
      result[field.name] = readUnder(field.schema, given, findings, field.name);
    }
    for (const name of required) {
      if (!Object.hasOwn(result, name))
        report(findings, { code: "PLX-302", message: `\`${name}\` is required`, path: [name] });
    }
    if (rules.check !== undefined) checkFields(rules.check, result, findings, before);
    return result;
  };
  return new Schema(declaration, read) as Schema<OutputOf<S>>;
}

/**
 * Reads the value of an unknown field as that of the nearest known one, unless that one is given too: it is wanted no more, and what is
 * wrong inside is told with the name. That the value as a whole does not fit is no news where the name was a guess.
 */
function readAsNearest(
  key: string,
  value: Readonly<Record<string, unknown>>,
  { shape, result, findings }: { shape: Shape; result: Record<string, unknown>; findings: Findings },
): void {
  if (findings.problems.length > MOST_PROBLEMS) return;
  const near = suggest(key, Object.keys(shape));
  if (near === null || Object.hasOwn(value, near) || Object.hasOwn(value, snakeCase(near))) return;
  const inside: Findings = { problems: [] };
  result[near] = readUnder(shape[near]!, value[key], inside, key);
  for (const problem of inside.problems) if (problem.path!.length > 1) report(findings, problem);
}

/** With more nobody reads on. */
const MOST_PROBLEMS = 100;

/** Rules see the problems of their own section only. */
function checkFields(
  check: NonNullable<SectionRules["check"]>,
  fields: Readonly<Record<string, unknown>>,
  findings: Findings,
  before: number,
): void {
  if (findings.problems.length === 0) return check(fields, findings);
  const own = { problems: findings.problems.splice(before) };
  check(fields, own);
  for (const problem of own.problems) report(findings, problem);
}

interface Field {
  readonly name: string;
  readonly schema: AnySchema;
  readonly keepsNull: boolean;
  readonly isSpeltTwice: boolean;
}

function fieldTable(shape: Shape, rules: SectionRules): ReadonlyMap<string, Field> {
  const table = new Map<string, Field>();
  for (const [name, schema] of Object.entries(shape)) {
    const other = snakeCase(name);
    const keepsNull = rules.keepNull?.includes(name) ?? false;
    const field = { name, schema, keepsNull, isSpeltTwice: other !== name };
    table.set(name, field);
    table.set(other, field);
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

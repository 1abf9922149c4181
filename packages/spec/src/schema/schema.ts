import type { Findings, Problem } from "./reader.ts";

/**
 * What may stand at one place of a Polyaxonfile, as one function that reads it and as data that says what it accepts. Reading
 * never throws for any value: what is wrong goes to the findings, and what is returned means something only when nothing was.
 */
export class Schema<out T> {
  /** Reads a value as the language means it. Never changes the value. */
  readonly read: (value: unknown, findings: Findings) => T;
  /** For editors, pages and generated types. Reading never looks at it. */
  readonly accepts: Declaration;

  constructor(accepts: Declaration | ScalarName, read: (value: unknown, findings: Findings) => T) {
    this.accepts = typeof accepts === "string" ? { is: "scalar", name: accepts } : accepts;
    this.read = read;
  }

  /** The same, for a field that may be left out. */
  optional(): OptionalSchema<T> {
    return new OptionalSchema(this);
  }
}

/** A field that may be left out; when it is there, it is read as `of`. */
export class OptionalSchema<out T> extends Schema<T> {
  readonly of: Schema<T>;

  constructor(of: Schema<T>) {
    super(of.accepts, of.read);
    this.of = of;
  }
}

/** Any schema. */
export type AnySchema = Schema<unknown>;

/** What a schema reads. */
export type Output<S extends AnySchema> = S extends Schema<infer T> ? T : never;

/** Fields by name. */
export type Shape = Readonly<Record<string, AnySchema>>;

/** What a mapping with these fields is read into. */
export type OutputOf<S extends Shape> = Flat<
  {
    readonly [K in keyof S as S[K] extends OptionalSchema<unknown> ? never : K]: Output<S[K]>;
  } & {
    readonly [K in keyof S as S[K] extends OptionalSchema<unknown> ? K : never]?: Output<S[K]> | undefined;
  }
>;

type Flat<T> = { readonly [K in keyof T]: T[K] };

/** Reads `value` with another schema, its problems placed under `key`. The result is meaningful only when none was added. */
export function readUnder<T>(schema: Schema<T>, value: unknown, findings: Findings, key: string | number): T {
  const { problems } = findings;
  const before = problems.length;
  const read = schema.read(value, findings);
  for (let index = before; index < problems.length; index += 1) {
    const problem = problems[index]!;
    problems[index] = { ...problem, path: [key, ...(problem.path ?? [])] };
  }
  return read;
}

/** Reads a whole value: what it is, and everything that is wrong with it. */
export function readAll<S extends AnySchema>(
  schema: S,
  value: unknown,
): { readonly value: ReturnType<S["read"]>; readonly problems: readonly Problem[] } {
  const findings: Findings = { problems: [] };
  return { value: schema.read(value, findings) as ReturnType<S["read"]>, problems: findings.problems };
}

/** What a section has under a key; for what stands elsewhere by mistake. */
export const fieldSchema = ({ accepts }: AnySchema, key: string): AnySchema | undefined =>
  accepts.is === "section" && Object.hasOwn(accepts.shape, key) ? accepts.shape[key] : undefined;

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
  | "loose-count"
  | "loose-duration"
  | "loose-integer"
  | "mapping"
  | "name"
  | "natural"
  | "number"
  | "name-value-pairs"
  | "pair"
  | "text"
  | "uuids"
  | "weighted-values";

/**
 * What a schema accepts, as data: for editors, pages and generated types. Reading never looks at it. It is looser than
 * reading where a rule spans several fields.
 */
export type Declaration =
  | { readonly is: "scalar"; readonly name: ScalarName }
  | { readonly is: "words"; readonly words: readonly string[] }
  | { readonly is: "constant"; readonly word: string }
  | { readonly is: "template"; readonly of: AnySchema }
  | { readonly is: "list"; readonly of: AnySchema }
  | { readonly is: "map"; readonly of: AnySchema }
  | { readonly is: "either"; readonly of: readonly AnySchema[] }
  /** The fields of a mapping in their order, without their names; `asText` with a colon between them. */
  | { readonly is: "items"; readonly of: Shape; readonly asText: boolean }
  | { readonly is: "late"; readonly of: () => AnySchema }
  | { readonly is: "section"; readonly shape: Shape; readonly short: readonly Declaration[] }
  | {
      readonly is: "kinds";
      readonly what: string;
      readonly kinds: Shape;
      /** The kind of a mapping that names none. */
      readonly kindless: string | undefined;
    };

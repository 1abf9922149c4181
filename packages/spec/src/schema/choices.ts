import type { z } from "zod";
import { isMapping, reader, readWith, report } from "./reader.ts";

/** Text that is rendered before it is used: it contains `{{ ... }}`. */
export type Template = string;

export const isTemplate = (value: unknown): value is Template =>
  typeof value === "string" && /\{\{[^]*\}\}/.test(value);

/** The value itself, or a template that will give it. */
export function orTemplate<T>(schema: z.ZodType<T>): z.ZodType<T | Template> {
  const made = reader<T | Template>((value, findings) =>
    isTemplate(value) ? value : readWith(schema, value, findings),
  );
  alternatives.set(made, [schema]);
  return made;
}

/** Objects told apart by their `kind`. `missing` names the kind of a value that has none, where the language allows that. */
export function byKind<M extends Readonly<Record<string, z.ZodType>>>(
  what: string,
  kinds: M,
  options: {
    readonly dropped?: Readonly<Record<string, string>>;
    readonly missing?: (value: Readonly<Record<string, unknown>>) => string | undefined;
  } = {},
): z.ZodType<z.output<M[keyof M]>> {
  const names = Object.keys(kinds);
  const expected = `one of ${names.join(", ")}`;
  const made = reader((value, findings) => {
    if (!isMapping(value)) {
      report(findings, {
        code: "PLX-303",
        message: `expected a mapping with a \`kind\``,
        expected: `a ${what} mapping`,
      });
      return value;
    }
    const kind = value["kind"] ?? options.missing?.(value);
    if (kind === undefined || kind === null) {
      report(findings, {
        code: "PLX-302",
        message: `\`kind\` is required: it says which ${what} this is`,
        path: ["kind"],
        expected,
      });
      return value;
    }
    const schema = typeof kind === "string" && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    if (schema === undefined) {
      const replacement = typeof kind === "string" ? options.dropped?.[kind] : undefined;
      const message =
        replacement === undefined ? `unknown ${what} kind` : `${what} kind \`${String(kind)}\` was dropped`;
      const hint =
        replacement === undefined ? { unknown: { word: String(kind), known: names } } : { hint: replacement };
      report(findings, { code: "PLX-305", message, path: ["kind"], expected, ...hint });
      return value;
    }
    return readWith(schema, value["kind"] === undefined ? { kind, ...value } : value, findings);
  });
  alternatives.set(made, Object.values(kinds));
  return made as z.ZodType<z.output<M[keyof M]>>;
}

/** The schemas that {@link orTemplate} or {@link byKind} chooses from; used to write the JSON Schema. */
export function alternativesOf(schema: z.ZodType): readonly z.ZodType[] | undefined {
  return alternatives.get(schema);
}

const alternatives = new WeakMap<z.ZodType, readonly z.ZodType[]>();

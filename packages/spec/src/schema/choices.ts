import { type Findings, isMapping, report } from "./reader.ts";
import { suggest } from "../issues/suggest.ts";
import { snakeCase } from "./section.ts";
import { type AnySchema, type Output, readUnder, Schema, type Shape } from "./schema.ts";

/** Text that is rendered before it is used: it contains `{{ ... }}`. */
export type Template = string;

export function isTemplate(value: unknown): value is Template {
  if (typeof value !== "string") return false;
  // Two searches, not a pattern: text of open braces only must not cost its length squared.
  const open = value.indexOf("{{");
  return open !== -1 && value.includes("}}", open + 2);
}

/** The value itself, or a template that will give it. */
export function orTemplate<T>(schema: Schema<T>): Schema<T | Template> {
  return new Schema<T | Template>({ is: "template", of: schema }, (value, findings) =>
    isTemplate(value) ? value : schema.read(value, findings),
  );
}

/** Reads, of an object whose kind nobody knows, the fields that are the same in every kind that has them, and tells of those that none has. */
function readAlike(value: Readonly<Record<string, unknown>>, kinds: Shape, findings: Findings): unknown {
  const shapes = Object.values(kinds).flatMap(({ accepts }) => (accepts.is === "section" ? [accepts.shape] : []));
  const known = [...new Set(shapes.flatMap((shape) => Object.keys(shape)))];
  const names = new Map(known.flatMap((name) => [[name, name] as const, [snakeCase(name), name] as const]));
  for (const [key, given] of Object.entries(value)) {
    const name = names.get(key);
    if (name === undefined) {
      const message = `unknown field \`${key}\``;
      report(findings, { code: "PLX-301", message, path: [key], atKey: true, unknown: { word: key, known } });
      continue;
    }
    const [schema, ...others] = new Set(shapes.flatMap((shape) => (Object.hasOwn(shape, name) ? [shape[name]!] : [])));
    if (schema !== undefined && others.length === 0 && name !== "kind" && given !== null)
      readUnder(schema, given, findings, name);
  }
  return value;
}

/** A cluster is its former job under another name; every other replacement needs a human. */
function certainly(replacement: string, names: readonly string[]): { readonly mend?: string } {
  const [, kind = ""] = /^use `(\w+cluster)`$/.exec(replacement) ?? [];
  return names.includes(kind) ? { mend: kind } : {};
}

/** Objects told apart by their `kind`. `missing` names the kind of a value that has none, where the language allows that. */
export function byKind<M extends Readonly<Record<string, AnySchema>>>(
  what: string,
  kinds: M,
  options: {
    readonly dropped?: Readonly<Record<string, string>>;
    readonly missing?: (value: Readonly<Record<string, unknown>>) => string | undefined;
    /** What `missing` answers when it answers. */
    readonly kindless?: Extract<keyof M, string>;
  } = {},
): Schema<Output<M[keyof M]>> {
  const names = Object.keys(kinds);
  const expected = `one of ${names.join(", ")}`;
  const declaration = { is: "kinds", what, kinds, kindless: options.kindless } as const;
  const read = (value: unknown, findings: Findings): unknown => {
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
      return readAlike(value, kinds, findings);
    }
    const schema = typeof kind === "string" && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    if (schema === undefined) {
      // A mapping as a kind may have any key, `toString` too: it is never turned into text.
      const word = typeof kind === "string" ? kind : "";
      const replacement =
        options.dropped !== undefined && Object.hasOwn(options.dropped, word) ? options.dropped[word] : undefined;
      const message = replacement === undefined ? `unknown ${what} kind` : `${what} kind \`${word}\` was dropped`;
      const hint =
        replacement === undefined
          ? { unknown: { word, known: names } }
          : { hint: replacement, ...certainly(replacement, names) };
      report(findings, { code: "PLX-305", message, path: ["kind"], expected, ...hint });
      const meant = "mend" in hint ? hint.mend : suggest(word, replacement === undefined ? names : []);
      if (meant === null || meant === undefined) return readAlike(value, kinds, findings);
      return kinds[meant]!.read({ ...value, kind: meant }, findings);
    }
    return schema.read(value["kind"] === undefined ? { kind, ...value } : value, findings);
  };
  return new Schema(declaration, read) as Schema<Output<M[keyof M]>>;
}

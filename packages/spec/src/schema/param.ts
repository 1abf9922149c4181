import { anything, boolean, mapOf, text } from "./scalars.ts";
import { isMapping, report } from "./reader.ts";
import { section, snakeCase } from "./section.ts";
import type { Output } from "./schema.ts";

const fields = {
  value: anything.optional(),
  ref: text.optional(),
  contextOnly: boolean.optional(),
  connection: text.optional(),
  toInit: boolean.optional(),
  toEnv: text.optional(),
} as const;

const check = (read: Readonly<Record<string, unknown>>, findings: Parameters<typeof report>[0]): void => {
  if (read["ref"] !== undefined && typeof read["value"] !== "string") {
    const message = "with `ref` the value is the text of what it refers to";
    report(findings, { code: "PLX-308", message, path: ["value"], expected: "text such as `outputs.loss`" });
  }
};

/** A param as build, hooks, joins and tuners take it: always a mapping. */
export const longParam = section(fields, { keepNull: ["value"], check });

/**
 * A param as an operation takes it: a mapping with a param's keys, or any other value, which is short for `{value: ...}`.
 * A null value is kept: it is not the same as no value.
 */
export const param = section(fields, {
  keepNull: ["value"],
  prepare: (value) => (isLongForm(value) ? value : { value }),
  short: [{ is: "scalar", name: "anything" }],
  check,
});
export type Param = Output<typeof param>;

export const params = mapOf(param);
export const longParams = mapOf(longParam);

function isLongForm(value: unknown): boolean {
  if (!isMapping(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 0 || keys.some((key) => LONG_FORM_KEYS.has(key));
}

const LONG_FORM_KEYS: ReadonlySet<string> = new Set(Object.keys(fields).flatMap((key) => [key, snakeCase(key)]));

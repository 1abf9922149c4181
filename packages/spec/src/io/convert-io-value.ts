import { describe } from "../issues/describe.ts";
import type { Validation } from "../schema/validation.ts";
import { converterFor } from "./type-expression.ts";
import { validationProblem } from "./validation-problem.ts";

export type IoResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

/** What of an input or output decides how its value is read. */
export interface IoType {
  readonly type?: string | undefined;
  readonly isList?: boolean | undefined;
  readonly isOptional?: boolean | undefined;
  /** The default. */
  readonly value?: unknown;
  readonly validation?: Validation | undefined;
}

/**
 * Converts a value to the type of an input or output, then checks its validation. Command lines and APIs send text, so text of
 * a number is a number where one is wanted. Null gives the default when optional. Templates are ordinary text here: whoever
 * resolves them comes first. Dates give ISO text, durations seconds.
 * @returns the message without the name: `expected a whole number (type int), found text "a"`
 */
export function convertIoValue(io: IoType, value: unknown): IoResult {
  if (value === null || value === undefined) return withoutValue(io);
  const read = io.type === undefined ? { ok: true as const, value } : converted(io.type, io.isList === true, value);
  if (!read.ok || io.validation === undefined) return read;
  const problem = validationProblem(io.validation, read.value, io.type);
  return problem === null ? read : { ok: false, message: problem };
}

function withoutValue(io: IoType): IoResult {
  if (io.isOptional === true) return { ok: true, value: io.value ?? null };
  if (io.type === undefined) return { ok: true, value: null };
  return { ok: false, message: `expected a value (type ${io.type}), found nothing` };
}

function converted(type: string, isList: boolean, value: unknown): IoResult {
  const converter = converterFor(isList ? `List[${type}]` : type);
  if (converter === undefined) return { ok: false, message: `the type \`${type}\` is not known` };
  const result = converter(value);
  if (result.ok) return result;
  const name = isList ? `${type}, isList` : type;
  return { ok: false, message: `expected ${result.expected} (type ${name}), found ${result.found ?? describe(value)}` };
}

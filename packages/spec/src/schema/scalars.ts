import { z } from "zod";
import { orTemplate, type Template } from "./choices.ts";
import { durationSeconds, isoDate, isoDateTime } from "../io/times.ts";
import { booleanOf } from "../io/booleans.ts";
import { compactJson } from "../io/compact-json.ts";
import { isMapping, reader, readWith, report, wrongType } from "./reader.ts";

/** Text only: numbers and booleans are refused, as upstream does. */
export const text = z.string();
export const anything = z.unknown();
/** Strict: no text, no fraction. */
export const integer = reader<number>("integer", (value, findings) =>
  Number.isSafeInteger(value) ? (value as number) : wrongType(findings, "a whole number"),
);
export const positiveInteger = reader<number>("count", (value, findings) => {
  const read = readWith(integer, value, findings);
  if (read < 1)
    report(findings, {
      code: "PLX-306",
      message: "expected a whole number above 0",
      expected: "a whole number above 0",
    });
  return read;
});

/** Seconds, times: below 0 they would mean nothing. */
const naturalInteger = reader<number>("natural", (value, findings) => {
  const read = readWith(integer, value, findings);
  if (read < 0)
    report(findings, {
      code: "PLX-306",
      message: "expected a whole number from 0",
      expected: "a whole number from 0",
    });
  return read;
});

/** A whole number, or text of one. */
export const looseInteger = reader<number>("loose-integer", (value, findings) => {
  const given = typeof value === "string" && /^[-+]?\d+$/.test(value.trim()) ? Number(value) : value;
  return readWith(integer, given, findings);
});

/** A number, or text of one. */
export const float = reader<number>("number", (value, findings) => {
  const given = numberOf(value);
  if (given === undefined) return wrongType(findings, "a number");
  return given;
});

export const boolean = reader<boolean>(
  "boolean",
  (value, findings) => booleanOf(value) ?? wrongType(findings, "true or false"),
);

/** A date-time as ISO text; dates and epoch seconds are accepted. */
export const dateTime = reader<string>(
  "date-time",
  (value, findings) => isoDateTime(value) ?? wrongType(findings, "a date-time in ISO form"),
);

export const date = reader<string>(
  "date",
  (value, findings) => isoDate(value) ?? wrongType(findings, "a date such as 2024-01-31"),
);

/** Seconds. Accepts a number, `HH:MM:SS`, `2 days`, `PT1H`; not numeric text. */
export const duration = reader<number>(
  "duration",
  (value, findings) =>
    durationSeconds(value) ?? wrongType(findings, "seconds, HH:MM:SS or an ISO-8601 duration such as PT1H"),
);

/** Labels, annotations, node selectors: what is not text becomes compact JSON text. */
export const genericText = reader<string>("label", (value) => (typeof value === "string" ? value : compactJson(value)));

/** Name of a component or operation. */
export const name = orTemplate(
  reader<string>("name", (value, findings) => {
    if (typeof value !== "string") return wrongType(findings, "text");
    if (!/^[-a-zA-Z0-9_]+$/.test(value)) {
      const hint = value.includes(":") ? { hint: "a version tag does not belong in the name" } : {};
      report(findings, { code: "PLX-307", message: "a name may hold only letters, digits, `-` and `_`", ...hint });
    }
    return value;
  }),
);

/** A list of names, or text with commas. */
export const commaList = reader<readonly string[]>({ is: "either", of: [listOf(text), text] }, (value, findings) => {
  if (typeof value === "string") {
    return value
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
  }
  return readWith(listOf(text), value, findings);
});

export function listOf<T>(item: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z.array(item);
}

/** A list, or a template that gives one. */
export const templatedList = <T>(item: z.ZodType<T>): z.ZodType<readonly T[] | Template> => orTemplate(listOf(item));

/** A mapping with free keys. */
export function mapOf<T>(item: z.ZodType<T>): z.ZodType<Readonly<Record<string, T>>> {
  return z.record(z.string(), item);
}

export const object = reader<Readonly<Record<string, unknown>>>("mapping", (value, findings) =>
  isMapping(value) ? value : wrongType(findings, "a mapping"),
);

/** One of a fixed set of words, in exact case. */
export const words = <const W extends readonly [string, ...string[]]>(...allowed: W): z.ZodType<W[number]> =>
  z.enum(allowed);

export const templatedInteger: z.ZodType<number | Template> = orTemplate(integer);
export const templatedNatural: z.ZodType<number | Template> = orTemplate(naturalInteger);
export const templatedBoolean: z.ZodType<boolean | Template> = orTemplate(boolean);

/** A number, or undefined when the value is neither a number nor text of one. Infinities are not numbers here. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || !/^\s*[-+]?(\d[\d_]*\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value)) return undefined;
  return Number(value.replaceAll("_", ""));
}

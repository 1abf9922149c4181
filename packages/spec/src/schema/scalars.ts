import { orTemplate, type Template } from "./choices.ts";
import { durationSeconds, isoDate, isoDateTime, withOffset } from "../io/times.ts";
import { booleanOf } from "../io/booleans.ts";
import { compactJson } from "../io/compact-json.ts";
import { isMapping, report, wrongType } from "./reader.ts";
import { type Declaration, Schema, readUnder } from "./schema.ts";

/** Text only: numbers and booleans are refused, as upstream does. */
export const text = new Schema<string>("text", (value, findings) =>
  typeof value === "string" ? value : wrongType(findings, "text"),
);
export const anything = new Schema<unknown>("anything", (value) => value);
/** Strict: no text, no fraction. */
export const integer = new Schema<number>("integer", (value, findings) =>
  Number.isSafeInteger(value) ? (value as number) : wrongType(findings, "a whole number"),
);
export const positiveInteger = new Schema<number>("count", (value, findings) => {
  const read = integer.read(value, findings);
  if (read < 1)
    report(findings, {
      code: "PLX-306",
      message: "expected a whole number above 0",
      expected: "a whole number above 0",
    });
  return read;
});

/** Seconds, times: below 0 they would mean nothing. */
const naturalInteger = new Schema<number>("natural", (value, findings) => {
  const read = integer.read(value, findings);
  if (read < 0)
    report(findings, {
      code: "PLX-306",
      message: "expected a whole number from 0",
      expected: "a whole number from 0",
    });
  return read;
});

/** A whole number, or text of one. */
export const looseInteger = new Schema<number>("loose-integer", (value, findings) => {
  const given = typeof value === "string" && /^[-+]?\d+$/.test(value.trim()) ? Number(value) : value;
  return integer.read(given, findings);
});

/** A number, or text of one. */
export const float = new Schema<number>("number", (value, findings) => {
  const given = numberOf(value);
  if (given === undefined) return wrongType(findings, "a number");
  return given;
});

export const boolean = new Schema<boolean>(
  "boolean",
  (value, findings) => booleanOf(value) ?? wrongType(findings, "true or false"),
);

/** A date-time as ISO text; dates and epoch seconds are accepted. One that names no offset is in UTC, and then says so. */
export const dateTime = new Schema<string>("date-time", (value, findings) => {
  const read = isoDateTime(value);
  return read === undefined ? wrongType(findings, "a date-time in ISO form") : withOffset(read);
});

export const date = new Schema<string>(
  "date",
  (value, findings) => isoDate(value) ?? wrongType(findings, "a date such as 2024-01-31"),
);

/** Seconds. Accepts a number, `HH:MM:SS`, `2 days`, `PT1H`; not numeric text. */
export const duration = new Schema<number>(
  "duration",
  (value, findings) =>
    durationSeconds(value) ?? wrongType(findings, "seconds, HH:MM:SS or an ISO-8601 duration such as PT1H"),
);

/** Labels, annotations, node selectors: what is not text becomes compact JSON text. */
export const genericText = new Schema<string>("label", (value) =>
  typeof value === "string" ? value : compactJson(value),
);

/** Name of a component or operation. */
export const name = orTemplate(
  new Schema<string>("name", (value, findings) => {
    if (typeof value !== "string") return wrongType(findings, "text");
    if (!/^[-a-zA-Z0-9_]+$/.test(value)) {
      const hint = value.includes(":") ? { hint: "a version tag does not belong in the name" } : {};
      report(findings, { code: "PLX-307", message: "a name may hold only letters, digits, `-` and `_`", ...hint });
    }
    return value;
  }),
);

/** A list of names, or text with commas. */
export const commaList = new Schema<readonly string[]>(
  { is: "either", of: [listOf(text), text] },
  (value, findings) => {
    if (typeof value === "string") {
      return value
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== "");
    }
    return listOf(text).read(value, findings);
  },
);

export function listOf<T>(item: Schema<T>): Schema<readonly T[]> {
  return new Schema<readonly T[]>({ is: "list", of: item }, (value, findings) =>
    Array.isArray(value)
      ? value.map((each, index) => readUnder(item, each, findings, index))
      : wrongType(findings, "a list"),
  );
}

/** A list, or a template that gives one. */
export const templatedList = <T>(item: Schema<T>): Schema<readonly T[] | Template> => orTemplate(listOf(item));

/** A mapping with free keys. */
export function mapOf<T>(item: Schema<T>): Schema<Readonly<Record<string, T>>> {
  return new Schema<Readonly<Record<string, T>>>({ is: "map", of: item }, (value, findings) => {
    if (!isPlain(value)) return wrongType(findings, "a mapping");
    const read: Record<string, T> = {};
    for (const key of Object.keys(value)) {
      if (key !== "__proto__") read[key] = readUnder(item, value[key], findings, key);
    }
    return read;
  });
}

/** A mapping, and no value of the compiler's that only looks like one. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (!isMapping(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export const object = new Schema<Readonly<Record<string, unknown>>>("mapping", (value, findings) =>
  isMapping(value) ? value : wrongType(findings, "a mapping"),
);

/** One of a fixed set of words, in exact case. */
export function words<const W extends readonly string[]>(...allowed: W): Schema<W[number]> {
  return oneOf<W[number]>({ is: "words", words: allowed }, allowed);
}

/** One word only. */
export function constant<const W extends string>(word: W): Schema<W> {
  return oneOf<W>({ is: "constant", word }, [word]);
}

function oneOf<W extends string>(declaration: Declaration, allowed: readonly W[]): Schema<W> {
  const known: ReadonlySet<unknown> = new Set(allowed);
  const expected = `one of ${allowed.join(", ")}`;
  return new Schema<W>(declaration, (value, findings) => {
    if (known.has(value)) return value as W;
    const unknown = { word: "", known: allowed };
    report(findings, { code: "PLX-304", message: "not an allowed word", expected, unknown });
    return undefined as never;
  });
}

/** A whole number above 0, or text of one. */
export const looseCount = new Schema<number>("loose-count", (value, findings) => {
  const read = looseInteger.read(value, findings);
  return read === undefined ? read : positiveInteger.read(read, findings);
});

export const templatedInteger: Schema<number | Template> = orTemplate(integer);
export const templatedNatural: Schema<number | Template> = orTemplate(naturalInteger);
export const templatedBoolean: Schema<boolean | Template> = orTemplate(boolean);

/** A number, or undefined when the value is neither a number nor text of one. Infinities are not numbers here. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || !/^[-+]?(\d[\d_]*(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(value.trim())) return undefined;
  return Number(value.replaceAll("_", ""));
}

import { describe } from "../issues/describe.ts";
import { isTemplate } from "../schema/choices.ts";
import {
  artifactsType,
  dockerfileType,
  eventType,
  fileType,
  gitType,
  tensorboardType,
  uuidHex,
} from "../schema/io-types.ts";
import { isMapping } from "../schema/reader.ts";
import { numberOf } from "../schema/scalars.ts";
import { booleanOf } from "./booleans.ts";
import { compactJson } from "./compact-json.ts";
import { durationSeconds, isoDate, isoDateTime } from "./times.ts";
import { type AnySchema, readAll } from "../schema/schema.ts";

export type Conversion =
  | { readonly ok: true; readonly value: unknown }
  /** `found` when it is a part of the value that did not fit. */
  | { readonly ok: false; readonly expected: string; readonly found?: string };
export type Converter = (value: unknown) => Conversion;

/** Makes a converter from a function that gives undefined for what does not fit. */
const wants =
  (expected: string, convert: (value: unknown) => unknown): Converter =>
  (value) => {
    const result = convert(value);
    return result === undefined ? { ok: false, expected } : { ok: true, value: result };
  };

/** The value that text of JSON stands for; text that is no JSON stays text. */
function loaded(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

const asText = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const matching = (pattern: RegExp) => (value: unknown) =>
  typeof value === "string" && pattern.test(value) ? value : undefined;
const numeric = (value: unknown): number | undefined => (typeof value === "boolean" ? Number(value) : numberOf(value));
const float = wants("a number", (value) => numeric(loaded(value)));
const mapping = wants("a mapping, or JSON text of one", (value) => {
  const read = loaded(value);
  return isMapping(read) ? read : undefined;
});

/** The conversion of each named type. Typing expressions such as `List[int]` are built from these. */
export const CONVERTERS: Readonly<Record<string, Converter>> = {
  any: (value) => ({ ok: true, value }),
  int: wants("a whole number", (value) => {
    const read = numeric(loaded(value));
    return read !== undefined && Number.isInteger(read) ? read : undefined;
  }),
  float,
  metric: float,
  bool: wants("true or false", booleanOf),
  str: wants("text", (value) => (typeof value === "string" ? value : compactJson(value))),
  dict: mapping,
  metadata: mapping,
  list: wants("a list, or JSON text of one", listOfValue),
  path: wants("text of a path", asText),
  uri: wants("an absolute URL such as https://example.org/", absoluteUrl),
  gcs: wants("gs://bucket/...", matching(/^(?:gs|gcs):\/\/[^/\s]+/)),
  s3: wants("s3://bucket/...", matching(/^s3:\/\/[^/\s]+/)),
  wasb: wants(
    "wasbs://container@account.blob.core.windows.net/...",
    matching(
      /^(?:wasbs?:\/\/[^@/\s]+@[^./\s]+\.blob\.core\.windows\.net(?:\/|$)|https:\/\/[^./\s]+\.blob\.core\.windows\.net\/[^/\s]+|(?:az|abfs):\/\/[^/\s]+)/,
    ),
  ),
  uuid: wants("a UUID", uuidHex),
  email: wants("an e-mail address", matching(emailPattern())),
  image: wants("an image such as registry.org/team/app:tag", imageText),
  date: wants("a date such as 2024-01-31", isoDate),
  datetime: wants("a date-time in ISO form", (value) => isoDate(value) ?? isoDateTime(value)),
  timedelta: wants("seconds, HH:MM:SS or an ISO-8601 duration", durationSeconds),
  git: structured("git", gitType),
  artifacts: structured("artifacts", artifactsType),
  dockerfile: structured("dockerfile", dockerfileType),
  file: structured("file", fileType),
  tensorboard: structured("tensorboard", tensorboardType),
  event: structured("event", eventType),
};

/** The list a value is, or that its text is in JSON. */
export function listOfValue(value: unknown): readonly unknown[] | undefined {
  const read = loaded(value);
  return Array.isArray(read) ? read : undefined;
}

/** The mapping a value is, or that its text is in JSON. */
export function mappingOfValue(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const read = loaded(value);
  return isMapping(read) ? read : undefined;
}

function structured(name: string, schema: AnySchema): Converter {
  return (value) => {
    const read = loaded(value);
    if (!isMapping(read)) return { ok: false, expected: `a mapping for ${name}, or JSON text of one` };
    const { problems, value: fields } = readAll(schema, read);
    const [first] = problems;
    if (first === undefined) return { ok: true, value: fields };
    const at = (first.path ?? []).length === 0 ? "" : ` at ${first.path!.join(".")}`;
    return {
      ok: false,
      expected: `a mapping for ${name}`,
      found: `${describe(read)}: ${first.message}${at}`,
    };
  };
}

function absoluteUrl(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^[a-z][a-z\d+.-]+:\S+$/i.test(value)) return undefined;
  try {
    return new URL(value).href;
  } catch {
    return undefined;
  }
}

/** A domain with a dot, an IPv4 address in brackets, or localhost. */
function emailPattern(): RegExp {
  const atom = "[\\w!#$%&'*+/=?^`{|}~-]+";
  const label = "[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?";
  return new RegExp(
    `^${atom}(?:\\.${atom})*@(?:localhost|(?:${label}\\.)+${label}|\\[\\d{1,3}(?:\\.\\d{1,3}){3}\\])$`,
    "i",
  );
}

/** At most three `:` parts, and then the middle one holds a `/` that is not its first character (a registry's port). */
function imageText(value: unknown): string | undefined {
  const image = isMapping(value) ? value["name"] : value;
  if (typeof image !== "string" || image === "") return undefined;
  if ((isTemplate as (text: string) => boolean)(image)) return image;
  if (/\s/.test(image)) return undefined;
  const parts = image.split(":");
  if (parts.length > 3) return undefined;
  return parts.length === 3 && !(parts[1]!.indexOf("/") > 0) ? undefined : image;
}

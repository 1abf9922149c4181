import { isoDate, isoDateTime } from "../io/times.ts";

/** What plain (unquoted) text stands for. `inexact` marks a whole number that a double cannot hold exactly. */
export type PlainValue =
  | {
      readonly kind: "null" | "bool" | "int" | "float" | "timestamp" | "str";
      readonly value: unknown;
      readonly inexact?: boolean;
    }
  | { readonly kind: "invalid"; readonly message: string };

/**
 * Resolves plain text by YAML 1.1 as PyYAML's safe loader reads it, which differs from YAML 1.2 and from the 1.1 specification:
 * `yes` is true but `y` is text, `1e-3` and `1.0e3` are text (a float needs a dot and a signed exponent), `1:10:2` is base 60.
 * Dates become ISO text, because documents are JSON data.
 */
export function resolvePlain(text: string): PlainValue {
  const first = text.charCodeAt(0);
  if (Number.isNaN(first) || NULL.test(text)) return { kind: "null", value: null };
  if (BOOL.test(text)) return { kind: "bool", value: /^(?:y|t|on)/i.test(text) };
  if (!startsNumber(first)) return { kind: "str", value: text };
  if (INT.test(text)) {
    const value = integerOf(text.replaceAll("_", ""));
    return Number.isSafeInteger(value) ? { kind: "int", value } : { kind: "int", value, inexact: true };
  }
  if (FLOAT.test(text)) return { kind: "float", value: floatOf(text.replaceAll("_", "").toLowerCase()) };
  if (!TIMESTAMP.test(text)) return { kind: "str", value: text };
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? isoDate(text) : isoDateTime(text);
  if (time === undefined)
    return { kind: "invalid", message: `\`${text}\` is written as a date, but there is no such day or time` };
  return { kind: "timestamp", value: time };
}

const NULL = /^(?:~|null|Null|NULL)$/;
const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const INT =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const TIMESTAMP =
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$/;

/** Digits, `+`, `-` and `.`: the only beginnings of numbers and dates. */
const startsNumber = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e;

function integerOf(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  const digits = text.replace(/^[-+]/, "");
  if (digits.includes(":")) return sign * baseSixty(digits);
  if (digits.startsWith("0b")) return sign * Number.parseInt(digits.slice(2) || "0", 2);
  if (digits.startsWith("0x")) return sign * Number.parseInt(digits.slice(2) || "0", 16);
  if (digits.length > 1 && digits.startsWith("0")) return sign * Number.parseInt(digits, 8);
  return digits === "0" ? 0 : sign * Number(digits);
}

function floatOf(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  const digits = text.replace(/^[-+]/, "");
  if (digits === ".inf") return sign * Number.POSITIVE_INFINITY;
  if (digits === ".nan") return Number.NaN;
  return sign * (digits.includes(":") ? baseSixty(digits) : Number(digits));
}

const baseSixty = (text: string): number => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);

import type { Budget } from "./budget.ts";
import { TemplateError } from "./errors.ts";
import { floatText, reprOf, strOf } from "./python-text.ts";
import { type Value, Tuple, isDict, numberOf, ownValue, typeName } from "./values.ts";

/** Bounded: a name that never ends would be looked for from every `%`. */
const SPEC = /%(?:\(([^)]{0,100})\))?([-+ 0#]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])?/g;
const MAX_WIDTH = 10_000;

/** Python's `pattern % value`: `%s %r %d %i %f %e %g %x %o %%` with flags, width and precision; a dict feeds `%(name)s`. */
export function formatPercent(pattern: string, operand: Value, budget: Budget): string {
  const values: readonly Value[] = operand instanceof Tuple ? operand : [operand];
  let used = 0;
  let named = false;
  const text = pattern.replace(
    SPEC,
    (whole, name?: string, flagText?: string, width?: string, precision?: string, kind?: string) => {
      const flags = flagText ?? "";
      if (kind === "%") return "%";
      if (kind === undefined) throw new TemplateError("type", `incomplete format ${JSON.stringify(whole)}`);
      if (Number(width ?? 0) > MAX_WIDTH || Number(precision ?? 0) > 100)
        throw new TemplateError("limit", `the format ${whole} is too wide`);
      let value: Value | undefined;
      if (name === undefined) {
        value = values[used];
        used += 1;
        if (value === undefined) throw new TemplateError("type", "not enough values for the format text");
      } else {
        named = true;
        value = isDict(operand) ? ownValue(operand, name) : undefined;
        if (value === undefined)
          throw new TemplateError("type", `the format text needs a dict with the key ${JSON.stringify(name)}`);
      }
      const piece = pad(formatOne(kind, value, precision, flags, budget), flags, Number(width ?? 0), kind);
      budget.chars(piece.length);
      return piece;
    },
  );
  if (!named && used < values.length && !(used === 0 && isDict(operand))) {
    throw new TemplateError("type", "the format text does not use all values");
  }
  budget.chars(text.length);
  return text;
}

function formatOne(kind: string, value: Value, precision: string | undefined, flags: string, budget: Budget): string {
  if (kind === "s" || kind === "r" || kind === "a") {
    const text = kind === "s" ? strOf(value, budget) : reprOf(value, budget);
    return precision === undefined ? text : text.slice(0, Number(precision));
  }
  const number = numberOf(value);
  if (number === undefined) throw new TemplateError("type", `%${kind} needs a number, found ${typeName(value)}`);
  const body = numberText(kind, Math.abs(number), precision === undefined ? 6 : Number(precision));
  const sign = number < 0 || Object.is(number, -0) ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  return sign + body;
}

function numberText(kind: string, number: number, precision: number): string {
  if (!Number.isFinite(number)) return floatText(number);
  switch (kind) {
    case "d":
    case "i":
    case "u":
      return BigInt(Math.trunc(number)).toString();
    case "x":
      return Math.trunc(number).toString(16);
    case "X":
      return Math.trunc(number).toString(16).toUpperCase();
    case "o":
      return Math.trunc(number).toString(8);
    case "f":
    case "F":
      return fixed(number, precision);
    case "e":
      return twoDigitExponent(number.toExponential(precision));
    case "E":
      return twoDigitExponent(number.toExponential(precision)).toUpperCase();
    case "g":
      return general(number, precision || 1);
    case "G":
      return general(number, precision || 1).toUpperCase();
    default:
      throw new TemplateError("type", `unknown format \`%${kind}\``);
  }
}

/** Exactly half goes to the even digit, as in Python; `toFixed` takes it up. */
function fixed(number: number, digits: number): string {
  const text = number.toFixed(digits);
  // Twenty more digits show whether the binary number is exactly half way.
  const tail = digits <= 80 ? number.toFixed(digits + 20).slice(-20) : "";
  const isHalf = /^50*$/.test(tail) && (number * 10 ** digits * 2) % 1 === 0;
  if (!isHalf || Number(text.replace(".", "").at(-1)) % 2 === 0) return text;
  return (Number(text) - 10 ** -digits).toFixed(digits);
}

const twoDigitExponent = (text: string): string => text.replace(/e([+-])(\d)$/, "e$10$2");

function general(number: number, precision: number): string {
  const exponent = number === 0 ? 0 : Number(number.toExponential(precision - 1).split("e")[1]);
  const strip = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (exponent < -4 || exponent >= precision) {
    const [mantissa = "", power = ""] = number.toExponential(precision - 1).split("e");
    return twoDigitExponent(`${strip(mantissa)}e${power}`);
  }
  return strip(number.toFixed(Math.max(0, precision - 1 - exponent)));
}

function pad(text: string, flags: string, width: number, kind: string): string {
  if (text.length >= width) return text;
  if (flags.includes("-")) return text.padEnd(width);
  if (flags.includes("0") && !"sra".includes(kind)) {
    const sign = /^[-+ ]/.exec(text)?.[0] ?? "";
    return sign + text.slice(sign.length).padStart(width - sign.length, "0");
  }
  return text.padStart(width);
}

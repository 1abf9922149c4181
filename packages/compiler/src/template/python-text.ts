import type { Budget } from "./budget.ts";
import { TemplateError } from "./errors.ts";
import { type Value, Float, Tuple, Undefined, isList } from "./values.ts";

/** Python's `str(value)`: what `{{ value }}` prints. */
export function strOf(value: Value, budget: Budget): string {
  if (typeof value === "string") return value;
  const text = value instanceof Undefined ? "" : reprOf(value, budget, 0);
  budget.chars(text.length);
  return text;
}

/** Python's `repr(value)`: what stands inside a printed list or dict. */
export function reprOf(value: Value, budget: Budget, depth = 0): string {
  budget.step();
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return Number.isInteger(value) ? intText(value) : floatText(value);
  if (typeof value === "string") {
    budget.chars(value.length);
    return quoted(value);
  }
  if (value instanceof Float) return floatText(value.value);
  if (value instanceof Undefined) return "Undefined";
  if (depth >= budget.limits.maxDepth)
    throw new TemplateError("limit", `a value is nested deeper than ${budget.limits.maxDepth}`);
  if (isList(value)) {
    const items = Array.from(value, (item) => reprOf(item, budget, depth + 1));
    const inside = items.join(", ");
    budget.chars(inside.length);
    if (value instanceof Tuple) return items.length === 1 ? `(${inside},)` : `(${inside})`;
    return `[${inside}]`;
  }
  const pairs = Object.entries(value).map(([key, item]) => `${quoted(key)}: ${reprOf(item, budget, depth + 1)}`);
  const inside = pairs.join(", ");
  budget.chars(inside.length);
  return `{${inside}}`;
}

/** Whole numbers never print with an exponent in Python. */
const intText = (value: number): string =>
  Math.abs(value) < 1e21 ? String(value === 0 ? 0 : value) : BigInt(value).toString();

/**
 * The shortest text that reads back as the same float, in Python's layout: exponents below −4 and from 16 on, at least
 * two exponent digits, and `.0` for whole values.
 */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const [mantissa = "0", exponentText = "0"] = Math.abs(value).toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const power = `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
    return `${sign}${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ""}e${power}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${digits.slice(exponent + 1) || "0"}`;
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const UNPRINTABLE = /[\\\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/** Single quotes unless the text has them and no double ones. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(UNPRINTABLE, (char) => ESCAPES[char] ?? hexEscape(char.codePointAt(0) ?? 0));
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

function hexEscape(code: number): string {
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}

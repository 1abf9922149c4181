import type { CallArgs, Filter } from "./arguments.ts";
import { LIST_FILTERS } from "./filters-lists.ts";
import { TEXT_FILTERS } from "./filters-texts.ts";
import { TemplateError } from "./errors.ts";
import { lengthOf } from "./iteration.ts";
import { negate, refuseUndefined } from "./operators.ts";
import { formatPercent } from "./percent-format.ts";
import { readLiteral } from "./python-literal.ts";
import { strOf } from "./python-text.ts";
import {
  type Value,
  Float,
  Tuple,
  Undefined,
  dictOf,
  float,
  int,
  isDict,
  isFloat,
  isList,
  numberOf,
  ownValue,
  truthy,
  typeName,
} from "./values.ts";

/** Applies `name` to `value`. @throws TemplateError when there is no such filter or it refuses the value */
export function applyFilter(name: string, value: Value, args: CallArgs): Value {
  const filter = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
  if (filter === undefined) throw new TemplateError("syntax", `there is no filter called \`${name}\``);
  return filter(value, args);
}

const orDefault: Filter = (value, args) => {
  args.check(["default_value", "boolean"]);
  const missing = value instanceof Undefined || (args.flag(1, "boolean") && !truthy(value));
  const fallback = args.get(0, "default_value");
  return !missing ? value : fallback === undefined ? "" : fallback;
};

const absolute: Filter = (value) => {
  const number = numberOf(value);
  if (number === undefined) throw new TemplateError("type", `abs needs a number, found ${typeName(value)}`);
  return number < 0 ? negate("-", value) : value;
};

/** Half away from the nearest even, as Python's `round`; the result is always a float, as Jinja's filter gives. */
const rounded: Filter = (value, args) => {
  args.check(["precision", "method"]);
  const number = numberOf(value);
  if (number === undefined) throw new TemplateError("type", `round needs a number, found ${typeName(value)}`);
  const precision = args.int(0, "precision", 0);
  const method = args.text(1, "method", "common");
  const scale = 10 ** precision;
  if (method === "ceil") return float(Math.ceil(number * scale) / scale);
  if (method === "floor") return float(Math.floor(number * scale) / scale);
  if (method !== "common") throw new TemplateError("type", "round: method is common, ceil or floor");
  const places = Math.max(0, Math.min(100, precision));
  const result = precision <= 0 ? roundHalfEven(number * scale) / scale : Number(number.toFixed(places));
  return typeof value === "number" && Number.isInteger(value) ? int(result) : float(result);
};

function roundHalfEven(number: number): number {
  const floor = Math.floor(number);
  const rest = number - floor;
  if (rest !== 0.5) return Math.round(number);
  return floor % 2 === 0 ? floor : floor + 1;
}

const toInt: Filter = (value, args) => {
  args.check(["default", "base"]);
  const given = args.get(0, "default");
  const fallback = given === undefined ? 0 : given;
  const base = args.int(1, "base", 10);
  if (typeof value === "string") {
    const literal =
      base === 10
        ? readLiteral(value.trim().replace(/^([+-]?)0+(?=\d)/, "$1"), args.budget.limits.maxDepth)
        : undefined;
    const parsed =
      base === 10
        ? literal === undefined
          ? undefined
          : numberOf(literal)
        : Number.parseInt(value.trim().replace(/^0[xob]/i, ""), base);
    return parsed === undefined || !Number.isFinite(parsed) ? fallback : int(Math.trunc(parsed));
  }
  const number = numberOf(value);
  return number === undefined || !Number.isFinite(number) ? fallback : int(Math.trunc(number));
};

const toFloat: Filter = (value, args) => {
  const given = args.check(["default"]).get(0, "default");
  const fallback = given === undefined ? new Float(0) : given;
  if (typeof value === "string") {
    const text = value.trim().replaceAll("_", "").toLowerCase();
    if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/.test(text)) return float(Number(text));
    if (/^[+-]?inf(?:inity)?$/.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
    return text === "nan" ? Number.NaN : fallback;
  }
  const number = numberOf(value);
  return number === undefined ? fallback : float(number);
};

/** Jinja's `tojson`: sorted keys, `, ` and `: ` between, and the characters HTML cares about escaped. */
const toJson: Filter = (value, args) => {
  const indent = args.check(["indent"]).get(0, "indent");
  const width = typeof indent === "number" ? Math.min(indent, 16) : 0;
  const text = jsonText(value, width, 0, args);
  args.budget.chars(text.length);
  return text.replace(/[<>&']/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
};

function jsonText(value: Value, indent: number, depth: number, args: CallArgs): string {
  args.budget.step();
  if (depth > args.budget.limits.maxDepth) throw new TemplateError("limit", "the value is nested too deep for tojson");
  refuseUndefined(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return asciiJson(value);
  if (typeof value === "number" || value instanceof Float) {
    const number = numberOf(value) ?? 0;
    if (Number.isNaN(number)) return "NaN";
    return Number.isFinite(number) ? strOf(value, args.budget) : number > 0 ? "Infinity" : "-Infinity";
  }
  const parts = isList(value)
    ? Array.from(value, (item) => jsonText(item, indent, depth + 1, args))
    : isDict(value)
      ? Object.keys(value)
          .sort()
          .map((key) => `${asciiJson(key)}: ${jsonText(ownValue(value, key) ?? null, indent, depth + 1, args)}`)
      : [];
  const [open, close] = isList(value) ? ["[", "]"] : ["{", "}"];
  if (parts.length === 0) return open + close;
  if (indent === 0) return open + parts.join(", ") + close;
  const pad = `\n${" ".repeat(indent * (depth + 1))}`;
  return `${open}${pad}${parts.join(`,${pad}`)}\n${" ".repeat(indent * depth)}${close}`;
}

const asciiJson = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Polyaxon's own filter: `pattern % value`, or `pattern % {name: value}`. */
const mapFormat: Filter = (value, args) => {
  args.check(["pattern", "name"]);
  const name = args.get(1, "name");
  const operand = typeof name === "string" ? dictOf([[name, value]]) : value;
  return formatPercent(args.text(0, "pattern"), operand, args.budget);
};

/** Jinja's `format`: the pattern stands before the bar. */
const format: Filter = (value, args) => {
  const operand = args.named.size > 0 ? dictOf(args.named) : Tuple.from(args.positional);
  return formatPercent(strOf(value, args.budget), operand, args.budget);
};

const length: Filter = (value, args) => {
  if (isFloat(value) || typeof value === "number") throw new TemplateError("type", `${typeName(value)} has no length`);
  return lengthOf(value, args.budget);
};

const FILTERS: Readonly<Record<string, Filter>> = {
  ...TEXT_FILTERS,
  ...LIST_FILTERS,
  default: orDefault,
  d: orDefault,
  length,
  count: length,
  abs: absolute,
  round: rounded,
  int: toInt,
  float: toFloat,
  tojson: toJson,
  map_format: mapFormat,
  format,
};

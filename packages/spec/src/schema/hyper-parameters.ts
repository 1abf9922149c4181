import { byKind, isTemplate, orTemplate, type Template } from "./choices.ts";
import { type Findings, isMapping, report, wrongType } from "./reader.ts";
import { date, dateTime, duration, float, looseInteger, constant } from "./scalars.ts";
import { section } from "./section.ts";
import { type Declaration, type Output, type OutputOf, Schema, type Shape } from "./schema.ts";

/**
 * The search space of one param: `{kind, value}`. A value is written as a list, a mapping, or (for the numeric kinds) text
 * `a:b:c`; it is read into the mapping. Order of sampling and the meaning of each kind belong to the optimisers.
 */

const number = orTemplate(float);
const whole = orTemplate(looseInteger);
const size = whole.optional();
/** Seconds, also as numeric text since list text is converted. */
const stepSeconds = orTemplate(
  new Schema<number>("loose-duration", (value, findings) =>
    duration.read(typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value, findings),
  ),
);
const moment = orTemplate(dateTime);

const rangeValue = ordered({ start: number, stop: number, step: number }, "step", true);
const spaceValue = ordered({ start: number, stop: number, num: whole }, "num", true);
const logSpaceValue = ordered({ start: number, stop: number, num: whole, base: whole.optional() }, "num", true);
const dateRangeValue = ordered({ start: orTemplate(date), stop: orTemplate(date), step: whole }, "step", false);
const dateTimeRangeValue = ordered({ start: moment, stop: moment, step: stepSeconds }, "step", false);
const uniformValue = forms({ low: number, high: number, size }, true);
const quantizedUniformValue = forms({ low: number, high: number, q: number, size }, true, nonZero("q"));
const normalValue = forms({ loc: number, scale: number, size }, true);
const quantizedNormalValue = forms({ loc: number, scale: number, q: number, size }, true, nonZero("q"));

const anyList = new Schema<readonly unknown[]>("list", (value, findings) =>
  Array.isArray(value) ? value : wrongType(findings, "a list"),
);

export const hyperParameter = byKind("hyper-parameter", {
  choice: section({ kind: constant("choice"), value: orTemplate(anyList) }),
  pchoice: section({
    kind: constant("pchoice"),
    value: orTemplate(new Schema("weighted-values", weightedChoices)).optional(),
  }),
  range: kindOf("range", rangeValue),
  linspace: kindOf("linspace", spaceValue),
  logspace: kindOf("logspace", logSpaceValue),
  geomspace: kindOf("geomspace", spaceValue),
  daterange: kindOf("daterange", dateRangeValue),
  datetimerange: section({ kind: constant("datetimerange"), value: orTemplate(dateTimeRangeValue) }),
  uniform: kindOf("uniform", uniformValue),
  quniform: kindOf("quniform", quantizedUniformValue),
  loguniform: kindOf("loguniform", uniformValue),
  qloguniform: kindOf("qloguniform", quantizedUniformValue),
  normal: kindOf("normal", normalValue),
  qnormal: kindOf("qnormal", quantizedNormalValue),
  lognormal: kindOf("lognormal", normalValue),
  qlognormal: kindOf("qlognormal", quantizedNormalValue),
});
export type HyperParameter = Output<typeof hyperParameter>;
export type HyperParameterKind = HyperParameter["kind"];

/** Kinds that draw from a distribution. Grid search refuses them; `pchoice` is one although its values are discrete. */
export const DISTRIBUTION_KINDS: ReadonlySet<HyperParameterKind> = new Set<HyperParameterKind>([
  ...(["pchoice", "uniform", "quniform", "loguniform", "qloguniform"] as const),
  ...(["normal", "qnormal", "lognormal", "qlognormal"] as const),
]);

/** Kinds with endless many values: the distributions except `pchoice`. */
export const CONTINUOUS_KINDS: ReadonlySet<HyperParameterKind> = new Set(
  [...DISTRIBUTION_KINDS].filter((kind) => kind !== "pchoice"),
);

function kindOf<const K extends string, V>(kind: K, value: Schema<V>) {
  return section({ kind: constant(kind), value: orTemplate(value).optional() });
}

type Check = (fields: Readonly<Record<string, unknown>>, findings: Findings) => void;

/** The way YAML 1.1 may have come to a whole number: 4202 is `1:10:2`. */
function base60(value: number): string {
  const digits: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 60)) digits.unshift(rest % 60);
  return digits.join(":");
}

/** A mapping that may also be written as a list or as text, its items in the order of the fields. Extra items are dropped. */
function forms<S extends Shape>(shape: S, asText: boolean, check: Check = () => {}): Schema<OutputOf<S>> {
  const names = Object.keys(shape);
  const example = `{${names.join(", ")}} or [${names.join(", ")}]${asText ? ` or "${names.join(":")}"` : ""}`;
  const short: readonly Declaration[] = [false, ...(asText ? [true] : [])].map((as) => ({
    is: "items",
    of: shape,
    asText: as,
  }));
  return section(shape, {
    short,
    prepare: (value, findings) => {
      const items = asText && typeof value === "string" ? value.split(":") : value;
      if (Array.isArray(items)) {
        return Object.fromEntries(items.slice(0, names.length).map((item, index) => [names[index]!, item]));
      }
      if (isMapping(items)) return items;
      const trap = asText && typeof items === "number" && Number.isInteger(items) && items >= 60;
      report(findings, {
        code: "PLX-310",
        message: "the value does not have a form this kind knows",
        expected: example,
        ...(trap ? { hint: `YAML reads an unquoted ${base60(items)} as the number ${items}: put it in quotes` } : {}),
      });
      return undefined;
    },
    check,
  });
}

/** A number, or a moment; NaN, which is in no order, for what is not known yet. */
function orderOf(value: unknown): number {
  if (typeof value === "number") return value;
  return typeof value !== "string" || isTemplate(value) ? Number.NaN : Date.parse(value);
}

function ordered<S extends Shape>(shape: S, step: string, asText: boolean): Schema<OutputOf<S>> {
  return forms(shape, asText, (fields, findings) => {
    const { start, stop } = fields;
    if (orderOf(start) >= orderOf(stop)) {
      const message = `expected stop > start, found ${String(start)}..${String(stop)}`;
      report(findings, { code: "PLX-310", message, path: ["stop"], expected: "stop > start" });
    }
    nonZero(step)(fields, findings);
  });
}

function nonZero(field: string): Check {
  return (fields, findings) => {
    if (fields[field] === 0) {
      report(findings, {
        code: "PLX-310",
        message: `\`${field}\` may not be zero`,
        path: [field],
        expected: "a number other than 0",
      });
    }
  };
}

function weightedChoices(value: unknown, findings: Findings): readonly (readonly [unknown, number | Template])[] {
  if (!Array.isArray(value)) return wrongType(findings, "a list of [value, weight] pairs");
  let sum = 0;
  value.forEach((item: unknown, index) => {
    const weight: unknown = Array.isArray(item) && item.length === 2 ? item[1] : undefined;
    if (isTemplate(weight)) return;
    if (typeof weight !== "number" || !(weight >= 0 && weight < 1)) {
      const message = "expected a pair [value, weight]";
      report(findings, { code: "PLX-310", message, path: [index], expected: "a weight of at least 0 and below 1" });
      return;
    }
    sum += weight;
  });
  if (sum > 1 + 1e-9)
    report(findings, { code: "PLX-310", message: `the weights add up to ${sum}`, expected: "at most 1" });
  return value as [unknown, number][];
}

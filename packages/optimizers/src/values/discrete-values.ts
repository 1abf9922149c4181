import type { HyperParameter } from "@polyaxon/spec";
import { type Json, SuggestionError } from "../suggestions.ts";
import { type DiscreteValues, listed } from "./listed.ts";
import { dateRange, dateTimeRange } from "./date-ranges.ts";
import { tidy } from "./tidy.ts";

/**
 * What `choice`, ranges and spaces list; null for the kinds that draw.
 *
 * @throws SuggestionError when the value is missing, still a template, or has no values by its own rules
 * @see numpy's `arange`, `linspace`, `logspace` and `geomspace`, whose definitions these follow; a range excludes its stop,
 *      a space includes it
 */
export function discreteValues(parameter: HyperParameter, path: string): DiscreteValues | null {
  switch (parameter.kind) {
    case "choice":
      return listed(ready(parameter.value, path) as readonly Json[]);
    case "range": {
      const { start, stop, step } = ready(parameter.value, path);
      return range(numeric(start, path), numeric(stop, path), numeric(step, path));
    }
    case "linspace": {
      const { start, stop, num } = ready(parameter.value, path);
      return linspace(numeric(start, path), numeric(stop, path), count(num, path));
    }
    case "logspace": {
      const { start, stop, num, base } = ready(parameter.value, path);
      const exponents = linspace(numeric(start, path), numeric(stop, path), count(num, path));
      const power = base === undefined ? 10 : numeric(base, path);
      return { length: exponents.length, at: (index) => tidy(power ** exponents.at(index)) };
    }
    case "geomspace": {
      const { start, stop, num } = ready(parameter.value, path);
      return geomspace(numeric(start, path), numeric(stop, path), count(num, path), path);
    }
    case "daterange": {
      const { start, stop, step } = ready(parameter.value, path);
      return dateRange(start, stop, numeric(step, path), path);
    }
    case "datetimerange": {
      const { start, stop, step } = ready(parameter.value, path);
      return dateTimeRange(start, stop, numeric(step, path), path);
    }
    default:
      return null;
  }
}

/** The value of a hyper-parameter, once templates are rendered. */
export function ready<T>(value: T, path: string): Exclude<T, undefined | string> {
  if (value === undefined) throw new SuggestionError("matrix.value", `${path}.value`, "expected a value, found none");
  if (typeof value === "string")
    throw new SuggestionError("matrix.template", `${path}.value`, "expected a value, found a template");
  return value as Exclude<T, undefined | string>;
}

export function numeric(value: unknown, path: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new SuggestionError("matrix.template", `${path}.value`, `expected a number, found ${JSON.stringify(value)}`);
}

/** Values written twice count once. Only a choice can hold such. */
export function distinct(values: DiscreteValues, kind: HyperParameter["kind"]): DiscreteValues {
  if (kind !== "choice") return values;
  const byText = new Map<string, Json>();
  for (let index = 0; index < values.length; index += 1) {
    const value = values.at(index);
    const text = JSON.stringify(value);
    if (!byText.has(text)) byText.set(text, value);
  }
  return listed([...byText.values()]);
}

function count(value: unknown, path: string): number {
  const number = numeric(value, path);
  if (Number.isInteger(number) && number > 0) return number;
  throw new SuggestionError("matrix.value", `${path}.value.num`, `expected a whole number above 0, found ${number}`);
}

/** start + i × step while below stop, without the sum's rounding noise. */
function range(start: number, stop: number, step: number): DiscreteValues {
  const at = (index: number): number => tidy(start + index * step);
  const beyond = (value: number): boolean => (step > 0 ? value >= stop : value <= stop);
  let length = Math.max(0, Math.ceil((stop - start) / step));
  while (length > 0 && beyond(at(length - 1))) length -= 1;
  return { length, at };
}

function linspace(start: number, stop: number, num: number): { readonly length: number; at(index: number): number } {
  return {
    length: num,
    at: (index) =>
      index === num - 1 && num > 1 ? stop : num === 1 ? start : tidy(start + (index * (stop - start)) / (num - 1)),
  };
}

/** Equal ratios between neighbours; both ends exact. */
function geomspace(start: number, stop: number, num: number, path: string): DiscreteValues {
  if (start <= 0)
    throw new SuggestionError("matrix.value", `${path}.value.start`, `expected a number above 0, found ${start}`);
  const exponents = linspace(Math.log10(start), Math.log10(stop), num);
  return {
    length: num,
    at: (index) => (index === 0 ? start : index === num - 1 ? stop : tidy(10 ** exponents.at(index))),
  };
}

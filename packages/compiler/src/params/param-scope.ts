import type { IO } from "@polyaxon/spec";
import type { Scope } from "../template/evaluator.ts";
import type { Budget } from "../template/budget.ts";
import { renderText } from "../template/render.ts";
import { floatText } from "../template/python-text.ts";
import { type Dict, type Value, Float, float, isDict, isList, numberOf } from "../template/values.ts";

/** How one input, output or context shows in templates (polyaxonfile reference, section 3.3). */
export interface ArgumentForms {
  /** `{{ name }}`: the typed value; for a flag its argument. */
  readonly display: Value;
  /** `{{ params.name.value }}` */
  readonly value: Value;
  readonly asStr: string;
  readonly asArg: string;
}

export function argumentForms(io: IO, budget: Budget): ArgumentForms {
  const value = typedValue(io);
  const flag = io.isFlag === true ? (value === true ? `--${io.name}` : "") : null;
  const display = flag ?? value;
  const asStr = flag ?? textOf(value);
  const asArg = argumentOf(io, { display, asStr, flag, isNull: value === null }, budget);
  return { display, value, asStr, asArg };
}

function argumentOf(
  io: IO,
  {
    display,
    asStr,
    flag,
    isNull,
  }: { readonly display: Value; readonly asStr: string; readonly flag: string | null; readonly isNull: boolean },
  budget: Budget,
): string {
  if (io.argFormat !== undefined && io.argFormat !== "")
    return isNull ? "" : renderText(io.argFormat, { [io.name]: display }, budget);
  if (flag !== null) return flag;
  return isNull ? "" : `--${io.name}=${asStr}`;
}

/** The value with its type's own kind of number: a float input holds floats, also when it says 1. */
function typedValue(io: IO): Value {
  const value = (io.value ?? null) as Value;
  if (io.type !== "float" && io.type !== "metric") return value;
  return isList(value) ? value.map(asFloat) : asFloat(value);
}

const asFloat = (value: Value): Value => (typeof value === "number" ? float(value) : value);

/** Text as it is, null as nothing, everything else as compact JSON. */
export function textOf(value: Value): string {
  if (value === null) return "";
  return typeof value === "string" ? value : compactText(value);
}

function compactText(value: Value): string {
  if (value instanceof Float) return floatText(value.value);
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : floatText(value);
  if (isList(value)) return `[${Array.from(value, compactText).join(",")}]`;
  if (isDict(value))
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}:${compactText(item)}`)
      .join(",")}}`;
  return numberOf(value) === undefined || typeof value === "boolean" ? JSON.stringify(value) : String(numberOf(value));
}

/** The params part of a scope: every name by itself, and `params` with its forms and `as_args`. */
export const paramScope = (ios: readonly IO[], budget: Budget): Scope => new ParamScope(ios, budget).scope;

/** The same while the values are still being found: each that is, is put in place. */
export class ParamScope {
  readonly scope: Scope;
  readonly #names = Object.create(null) as Record<string, Value>;
  readonly #params = Object.create(null) as Record<string, Value>;
  readonly #arguments: string[] = [];
  /** Which of several values of one name it means: the last, so that an output wins over its input. */
  readonly #meant = new Map<string, number>();
  readonly #budget: Budget;
  #asArgs: readonly string[] | null = null;

  /** @param others names that win over those of the values */
  constructor(ios: readonly IO[], budget: Budget, others: Dict = {}) {
    this.#budget = budget;
    for (const [index, { name }] of ios.entries()) this.#meant.set(name, index);
    for (const [index, io] of ios.entries()) this.put(index, io);
    Object.defineProperty(this.#params, "as_args", {
      enumerable: true,
      get: () => (this.#asArgs ??= this.#arguments.filter((text) => text !== "")),
    });
    this.#names["params"] = this.#params;
    this.scope = Object.assign(this.#names, others);
  }

  /** The value at a place of the list, as it is now. Its name stays the same. */
  put(index: number, io: IO): void {
    const forms = argumentForms(io, this.#budget);
    this.#arguments[index] = forms.asArg;
    this.#asArgs = null;
    if (this.#meant.get(io.name) !== index) return;
    this.#names[io.name] = forms.display;
    if (io.name !== "as_args") this.#params[io.name] = formsDict(io, forms);
  }
}

const formsDict = (io: IO, { asArg, asStr, value }: ArgumentForms): Dict => ({
  value,
  type: io.type ?? null,
  connection: io.connection ?? null,
  as_str: asStr,
  as_arg: asArg,
});

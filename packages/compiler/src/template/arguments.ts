import type { Budget } from "./budget.ts";
import { TemplateError } from "./errors.ts";
import { type Value, isFloat, numberOf, truthy, typeName } from "./values.ts";

/** One filter: the value before the bar, and its arguments. */
export type Filter = (value: Value, args: CallArgs) => Value;

/** The filters and tests by name; `map("upper")` and `select("odd")` reach others through it. */
export interface Dialect {
  filter(name: string, value: Value, args: CallArgs): Value;
  test(name: string, value: Value, args: CallArgs): boolean;
}

/** Arguments of one filter, test or method call, read by position or by name. */
export class CallArgs {
  readonly name: string;
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  readonly budget: Budget;
  readonly dialect: Dialect;

  constructor(
    name: string,
    positional: readonly Value[],
    named: ReadonlyMap<string, Value>,
    budget: Budget,
    dialect: Dialect,
  ) {
    this.name = name;
    this.positional = positional;
    this.named = named;
    this.budget = budget;
    this.dialect = dialect;
  }

  /** The arguments after the first `skip`, for the filter or test called `name`. */
  inner(name: string, skip: number): CallArgs {
    return new CallArgs(name, this.positional.slice(skip), this.named, this.budget, this.dialect);
  }

  /** Refuses more arguments than `names`, and names that are not among them. */
  check(names: readonly string[]): this {
    if (this.positional.length > names.length) {
      throw new TemplateError(
        "type",
        `${this.name} takes at most ${names.length} arguments, found ${this.positional.length}`,
      );
    }
    for (const key of this.named.keys()) {
      if (!names.includes(key)) throw new TemplateError("type", `${this.name} has no argument called ${key}`);
    }
    return this;
  }

  get(index: number, name: string): Value | undefined {
    return index < this.positional.length ? this.positional[index] : this.named.get(name);
  }

  text(index: number, name: string, fallback?: string): string {
    const value = this.get(index, name);
    if (value === undefined || value === null) {
      if (fallback !== undefined) return fallback;
      throw new TemplateError("type", `${this.name} needs the argument ${name}`);
    }
    if (typeof value !== "string")
      throw new TemplateError("type", `${this.name}: ${name} is a text, found ${typeName(value)}`);
    return value;
  }

  number(index: number, name: string, fallback: number): number {
    const value = this.get(index, name);
    if (value === undefined || value === null) return fallback;
    const number = numberOf(value);
    if (number === undefined)
      throw new TemplateError("type", `${this.name}: ${name} is a number, found ${typeName(value)}`);
    return number;
  }

  int(index: number, name: string, fallback: number): number {
    const value = this.get(index, name);
    if (value !== undefined && isFloat(value))
      throw new TemplateError("type", `${this.name}: ${name} is a whole number, found a float`);
    return this.number(index, name, fallback);
  }

  flag(index: number, name: string, fallback = false): boolean {
    const value = this.get(index, name);
    return value === undefined ? fallback : truthy(value);
  }
}

import type { CallArgs } from "./arguments.ts";
import { TemplateError } from "./errors.ts";
import { itemsOf } from "./iteration.ts";
import { equals, refuseUndefined } from "./operators.ts";
import { strOf } from "./python-text.ts";
import { type Dict, type Value, Tuple, isDict, isList, ownValue, typeName } from "./values.ts";

/** Calls a method that Python's text, dict or list has and that only reads. Anything else is refused. */
export function callMethod(of: Value, name: string, args: CallArgs): Value {
  refuseUndefined(of);
  if (typeof of === "string" && Object.hasOwn(TEXT, name)) return TEXT[name]?.(of, args) ?? null;
  if (isDict(of) && Object.hasOwn(DICT, name)) return DICT[name]?.(of, args) ?? null;
  if (isList(of) && Object.hasOwn(LIST, name)) return LIST[name]?.(of, args) ?? null;
  throw new TemplateError("type", `${typeName(of)} has no method \`${name}()\` here`);
}

type Methods<T> = Readonly<Record<string, (of: T, args: CallArgs) => Value>>;

const DICT: Methods<Dict> = {
  items: (of, args) => itemsOf(of, args.budget).map((key) => Tuple.of(key, ownValue(of, String(key)) ?? null)),
  keys: (of, args) => itemsOf(of, args.budget),
  values: (of, args) => itemsOf(of, args.budget).map((key) => ownValue(of, String(key)) ?? null),
  get: (of, args) => {
    const key = args.check(["key", "default"]).get(0, "key") ?? null;
    const found = ownValue(of, String(key));
    return found === undefined ? (args.get(1, "default") ?? null) : found;
  },
};

const LIST: Methods<readonly Value[]> = {
  index: (of, args) => {
    const at = of.findIndex((item) => equals(item, args.get(0, "value") ?? null, args.budget));
    if (at < 0) throw new TemplateError("type", "index(): the value is not in the list");
    return at;
  },
  count: (of, args) => of.filter((item) => equals(item, args.get(0, "value") ?? null, args.budget)).length,
};

const TEXT: Methods<string> = {
  upper: (of, args) => sized(of.toUpperCase(), args),
  lower: (of, args) => sized(of.toLowerCase(), args),
  capitalize: (of, args) => sized(capitalized(of), args),
  title: (of, args) => sized(of.toLowerCase().replace(/\p{L}+/gu, capitalized), args),
  strip: (of, args) => stripped(of, args, true, true),
  lstrip: (of, args) => stripped(of, args, true, false),
  rstrip: (of, args) => stripped(of, args, false, true),
  startswith: (of, args) => affixes(args).some((each) => of.startsWith(each)),
  endswith: (of, args) => affixes(args).some((each) => of.endsWith(each)),
  replace: (of, args) => replaced(of, args.text(0, "old"), args.text(1, "new"), args.int(2, "count", -1), args),
  split: (of, args) => splitText(of, args.check(["sep", "maxsplit"]), false),
  rsplit: (of, args) => splitText(of, args.check(["sep", "maxsplit"]), true),
  splitlines: (of, args) => pieces(of === "" ? [] : of.replace(/(?:\r\n|[\n\r])$/, "").split(/\r\n|[\n\r]/), args),
  join: (of, args) => {
    const items = itemsOf(args.get(0, "iterable") ?? null, args.budget);
    const bad = items.find((item) => typeof item !== "string");
    if (bad !== undefined) throw new TemplateError("type", `join() needs texts, found ${typeName(bad)}`);
    return sized(items.join(of), args);
  },
  find: (of, args) => of.indexOf(args.text(0, "sub")),
  rfind: (of, args) => of.lastIndexOf(args.text(0, "sub")),
  count: (of, args) => of.split(args.text(0, "sub")).length - 1,
  isdigit: (of) => /^\p{Nd}+$/u.test(of),
  isalpha: (of) => /^\p{L}+$/u.test(of),
  isalnum: (of) => /^[\p{L}\p{N}]+$/u.test(of),
  isupper: (of) => /\p{Lu}/u.test(of) && of === of.toUpperCase(),
  islower: (of) => /\p{Ll}/u.test(of) && of === of.toLowerCase(),
  isspace: (of) => /^\s+$/.test(of),
  zfill: (of, args) => {
    const width = args.int(0, "width", 0);
    args.budget.chars(width);
    const sign = /^[-+]/.exec(of)?.[0] ?? "";
    return sign + of.slice(sign.length).padStart(width - sign.length, "0");
  },
  ljust: (of, args) => padded(args, (width, fill) => of.padEnd(width, fill)),
  rjust: (of, args) => padded(args, (width, fill) => of.padStart(width, fill)),
  removeprefix: (of, args) => (of.startsWith(args.text(0, "prefix")) ? of.slice(args.text(0, "prefix").length) : of),
  removesuffix: (of, args) => {
    const suffix = args.text(0, "suffix");
    return suffix !== "" && of.endsWith(suffix) ? of.slice(0, -suffix.length) : of;
  },
};

export const capitalized = (text: string): string => {
  const [first = "", ...rest] = text;
  return first.toUpperCase() + rest.join("").toLowerCase();
};

function sized(text: string, args: CallArgs): string {
  args.budget.chars(text.length);
  return text;
}

function pieces(texts: readonly string[], args: CallArgs): readonly string[] {
  args.budget.step(texts.length);
  return texts;
}

function padded(args: CallArgs, pad: (width: number, fill: string) => string): string {
  const width = args.int(0, "width", 0);
  args.budget.chars(width);
  return pad(width, args.text(1, "fillchar", " "));
}

function affixes(args: CallArgs): readonly string[] {
  const value = args.get(0, "prefix") ?? null;
  return isList(value) ? value.map((each) => strOf(each, args.budget)) : [args.text(0, "prefix")];
}

function stripped(of: string, args: CallArgs, atStart: boolean, atEnd: boolean): string {
  return stripChars(of, args.get(0, "chars") === undefined ? null : args.text(0, "chars"), atStart, atEnd);
}

/** Removes white space, or the given characters, from the ends. */
export function stripChars(text: string, chars: string | null, atStart = true, atEnd = true): string {
  const drop = (char: string): boolean => (chars === null ? /\s/.test(char) : chars.includes(char));
  let from = 0;
  let to = text.length;
  while (atStart && from < to && drop(text[from] ?? "")) from += 1;
  while (atEnd && to > from && drop(text[to - 1] ?? "")) to -= 1;
  return text.slice(from, to);
}

/** Replaces the first `count` places, all when negative. The size is charged before the text is made. */
export function replaced(text: string, old: string, fresh: string, count: number, args: CallArgs): string {
  const places = old === "" ? text.length + 1 : text.split(old).length - 1;
  const used = count < 0 ? places : Math.min(count, places);
  args.budget.chars(text.length + used * Math.max(0, fresh.length - old.length) + used);
  if (old === "") {
    const chars = Array.from(text);
    return (
      chars.map((char, index) => (index < used ? fresh + char : char)).join("") + (used > chars.length ? fresh : "")
    );
  }
  const parts = text.split(old);
  if (used === places) return parts.join(fresh);
  return [parts.slice(0, used + 1).join(fresh), ...parts.slice(used + 1)].join(old);
}

function splitText(of: string, args: CallArgs, fromRight: boolean): readonly Value[] {
  const separator = args.get(0, "sep") ?? null;
  const most = args.int(1, "maxsplit", -1);
  if (separator !== null && typeof separator !== "string")
    throw new TemplateError("type", "split(): the separator is a text");
  if (separator === "") throw new TemplateError("type", "split(): the separator is empty");
  if (separator === null) {
    const words = pieces(
      of.split(/\s+/).filter((word) => word !== ""),
      args,
    );
    if (most < 0 || words.length <= most + 1) return words;
    if (fromRight) {
      const tail = words.slice(words.length - most);
      return [of.trimEnd().slice(0, restLength(of.trimEnd(), tail)).trimEnd(), ...tail];
    }
    let rest = of.trimStart();
    const head = words.slice(0, most);
    for (const word of head) rest = rest.slice(word.length).trimStart();
    return [...head, rest];
  }
  const parts = pieces(of.split(separator), args);
  if (most < 0 || parts.length <= most + 1) return parts;
  if (fromRight) return [parts.slice(0, parts.length - most).join(separator), ...parts.slice(parts.length - most)];
  return [...parts.slice(0, most), parts.slice(most).join(separator)];
}

function restLength(text: string, tail: readonly string[]): number {
  let end = text.length;
  for (const word of tail.toReversed()) end = text.lastIndexOf(word, end - word.length);
  return end;
}

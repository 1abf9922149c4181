import type { CallArgs, Filter } from "./arguments.ts";
import { TemplateError } from "./errors.ts";
import { itemsOf } from "./iteration.ts";
import { getPath } from "./lookup.ts";
import { binary, equals, order } from "./operators.ts";
import { strOf } from "./python-text.ts";
import { type Value, Group, Tuple, Undefined, isDict, isList, ownValue, truthy, typeName } from "./values.ts";

/** Texts compare in lower case unless `case_sensitive`. */
const keyOf = (args: CallArgs, attribute: Value | undefined, sensitive: boolean): ((item: Value) => Value) => {
  const fold = (value: Value): Value => (!sensitive && typeof value === "string" ? value.toLowerCase() : value);
  if (typeof attribute !== "string" && typeof attribute !== "number") return fold;
  const paths = String(attribute).split(",");
  if (paths.length > 1) return (item) => paths.map((path) => fold(getPath(item, path, args.budget)));
  return (item) => fold(getPath(item, String(attribute), args.budget));
};

function sorted(items: readonly Value[], key: (item: Value) => Value, reverse: boolean, args: CallArgs): Value[] {
  const keyed = items.map((item) => ({ item, key: key(item) }));
  keyed.sort((a, b) => (reverse ? order(b.key, a.key, args.budget) : order(a.key, b.key, args.budget)));
  return keyed.map(({ item }) => item);
}

const sort: Filter = (value, args) => {
  args.check(["reverse", "case_sensitive", "attribute"]);
  return sorted(
    itemsOf(value, args.budget),
    keyOf(args, args.get(2, "attribute"), args.flag(1, "case_sensitive")),
    args.flag(0, "reverse"),
    args,
  );
};

const unique: Filter = (value, args) => {
  args.check(["case_sensitive", "attribute"]);
  const key = keyOf(args, args.get(1, "attribute"), args.flag(0, "case_sensitive"));
  const seen: Value[] = [];
  return itemsOf(value, args.budget).filter((item) => {
    const own = key(item);
    if (seen.some((each) => equals(each, own, args.budget))) return false;
    seen.push(own);
    return true;
  });
};

const extreme =
  (sign: 1 | -1): Filter =>
  (value, args) => {
    args.check(["case_sensitive", "attribute"]);
    const items = itemsOf(value, args.budget);
    const first = items[0];
    if (first === undefined) return new Undefined("the extreme of nothing");
    const key = keyOf(args, args.get(1, "attribute"), args.flag(0, "case_sensitive"));
    return items.reduce((best, item) => (sign * order(key(item), key(best), args.budget) > 0 ? item : best), first);
  };

const sum: Filter = (value, args) => {
  args.check(["attribute", "start"]);
  const attribute = args.get(0, "attribute");
  const items = itemsOf(value, args.budget);
  const picked = typeof attribute === "string" ? items.map((item) => getPath(item, attribute, args.budget)) : items;
  return picked.reduce((total, item) => binary("+", total, item, args.budget), args.get(1, "start") ?? 0);
};

const join: Filter = (value, args) => {
  args.check(["d", "attribute"]);
  const attribute = args.get(1, "attribute");
  const items = itemsOf(value, args.budget);
  const texts = items.map((item) =>
    strOf(typeof attribute === "string" ? getPath(item, attribute, args.budget) : item, args.budget),
  );
  const text = texts.join(args.text(0, "d", ""));
  args.budget.chars(text.length);
  return text;
};

const map: Filter = (value, args) => {
  const items = itemsOf(value, args.budget);
  const attribute = args.named.get("attribute");
  if (attribute !== undefined) {
    const fallback = args.named.get("default");
    return items.map((item) => {
      const found = getPath(item, strOf(attribute, args.budget), args.budget);
      return found instanceof Undefined && fallback !== undefined ? fallback : found;
    });
  }
  const name = args.text(0, "filter");
  const inner = args.inner(name, 1);
  return items.map((item) => args.dialect.filter(name, item, inner));
};

/** `select`, `reject` and their `…attr` forms: without a test name, the value itself decides. */
const pick =
  (keep: boolean, byAttribute: boolean): Filter =>
  (value, args) => {
    const skip = byAttribute ? 1 : 0;
    const attribute = byAttribute ? args.text(0, "attribute") : null;
    const testName = args.positional[skip];
    const inner = args.inner(strOf(testName ?? "", args.budget), skip + 1);
    return itemsOf(value, args.budget).filter((item) => {
      const subject = attribute === null ? item : getPath(item, attribute, args.budget);
      const passed = testName === undefined ? truthy(subject) : args.dialect.test(inner.name, subject, inner);
      return passed === keep;
    });
  };

const batch: Filter = (value, args) => {
  args.check(["linecount", "fill_with"]);
  const size = args.int(0, "linecount", 1);
  if (size < 1) throw new TemplateError("type", "batch: linecount is at least 1");
  const items = itemsOf(value, args.budget);
  const fill = args.get(1, "fill_with") ?? null;
  const rows: Value[][] = [];
  for (let at = 0; at < items.length; at += size) rows.push(items.slice(at, at + size));
  const last = rows.at(-1);
  if (fill !== null && last !== undefined) {
    args.budget.step(size);
    while (last.length < size) last.push(fill);
  }
  return rows;
};

const groupby: Filter = (value, args) => {
  args.check(["attribute", "default", "case_sensitive"]);
  const key = keyOf(args, args.get(0, "attribute"), args.flag(2, "case_sensitive"));
  const groups: { key: Value; items: Value[] }[] = [];
  for (const item of sorted(itemsOf(value, args.budget), key, false, args)) {
    const last = groups.at(-1);
    if (last !== undefined && equals(last.key, key(item), args.budget)) last.items.push(item);
    else groups.push({ key: key(item), items: [item] });
  }
  return groups.map((group) => Group.of(group.key, group.items));
};

const dictsort: Filter = (value, args) => {
  args.check(["case_sensitive", "by", "reverse"]);
  const position = args.text(1, "by", "key") === "value" ? 1 : 0;
  const fold = keyOf(args, undefined, args.flag(0, "case_sensitive"));
  return sorted(
    pairs(value, args),
    (pair) => fold(isList(pair) ? (pair[position] ?? null) : pair),
    args.flag(2, "reverse"),
    args,
  );
};

function pairs(value: Value, args: CallArgs): readonly Value[] {
  if (value instanceof Undefined) return [];
  if (!isDict(value)) throw new TemplateError("type", `${args.name} needs a dict, found ${typeName(value)}`);
  return itemsOf(value, args.budget).map((key) => Tuple.of(key, ownValue(value, String(key)) ?? null));
}

const at =
  (index: 0 | -1, label: string): Filter =>
  (value, args) => {
    const item = itemsOf(value, args.budget).at(index);
    return item === undefined ? new Undefined(`the ${label} item of nothing`) : item;
  };

export const LIST_FILTERS: Readonly<Record<string, Filter>> = {
  list: (value, args) => [...itemsOf(value, args.budget)],
  first: at(0, "first"),
  last: at(-1, "last"),
  join,
  map,
  sort,
  unique,
  sum,
  min: extreme(-1),
  max: extreme(1),
  select: pick(true, false),
  reject: pick(false, false),
  selectattr: pick(true, true),
  rejectattr: pick(false, true),
  batch,
  groupby,
  dictsort,
  items: pairs,
  reverse: (value, args) => {
    const items = itemsOf(value, args.budget).toReversed();
    return typeof value === "string" ? items.join("") : items;
  },
  // An attribute is not an item, and plain data has none.
  attr: (_value, args) => new Undefined(`'${args.text(0, "name")}'`),
};

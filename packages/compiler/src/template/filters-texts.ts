import type { Filter } from "./arguments.ts";
import { TemplateError } from "./errors.ts";
import { itemsOf } from "./iteration.ts";
import { capitalized, replaced, stripChars } from "./methods.ts";
import { strOf } from "./python-text.ts";
import { type Value, isDict, isList, ownValue } from "./values.ts";

/** A filter over the text of a value; what it makes is charged to the budget. */
const onText =
  (change: (text: string) => string): Filter =>
  (value, args) => {
    const text = change(strOf(value, args.check([]).budget));
    args.budget.chars(text.length);
    return text;
  };

const HTML: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&#39;", '"': "&#34;" };
const escapeHtml = onText((text) => text.replace(/[&<>'"]/g, (char) => HTML[char] ?? char));

const quoteUrl = (text: string): string =>
  encodeURIComponent(text.replace(/\p{Cs}/gu, "\ufffd"))
    .replaceAll("%2F", "/")
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const urlencode: Filter = (value, args) => {
  const part = (item: Value): string => quoteUrl(strOf(item, args.budget)).replaceAll("/", "%2F");
  // In a query a space is a plus.
  const query = (item: Value): string => part(item).replaceAll("%20", "+");
  if (isDict(value))
    return itemsOf(value, args.budget)
      .map((key) => `${query(key)}=${query(ownValue(value, String(key)) ?? null)}`)
      .join("&");
  if (isList(value)) return value.map((pair) => (isList(pair) ? pair.map(query).join("=") : query(pair))).join("&");
  return quoteUrl(strOf(value, args.budget));
};

const truncate: Filter = (value, args) => {
  args.check(["length", "killwords", "end", "leeway"]);
  const text = strOf(value, args.budget);
  const most = args.int(0, "length", 255);
  const end = args.text(2, "end", "...");
  if (text.length <= most + args.int(3, "leeway", 5)) return text;
  if (most < end.length) throw new TemplateError("type", `truncate: length is at least ${end.length}`);
  const cut = text.slice(0, most - end.length);
  if (args.flag(1, "killwords")) return cut + end;
  const space = cut.lastIndexOf(" ");
  return (space < 0 ? cut : cut.slice(0, space)) + end;
};

const indent: Filter = (value, args) => {
  args.check(["width", "first", "blank"]);
  const width = args.get(0, "width") ?? 4;
  const size = typeof width === "number" ? width : 0;
  args.budget.chars(size);
  const pad = typeof width === "string" ? width : " ".repeat(Math.max(0, size));
  const lines = strOf(value, args.budget).split("\n");
  args.budget.chars(pad.length * lines.length);
  const blank = args.flag(2, "blank");
  return lines
    .map((line, index) => ((index === 0 ? args.flag(1, "first") : blank || line !== "") ? pad + line : line))
    .join("\n");
};

const center: Filter = (value, args) => {
  const width = args.check(["width"]).int(0, "width", 80);
  args.budget.chars(width);
  const text = strOf(value, args.budget);
  const gap = Math.max(0, width - text.length);
  const left = Math.floor(gap / 2) + (gap & width & 1);
  return " ".repeat(left) + text + " ".repeat(gap - left);
};

export const TEXT_FILTERS: Readonly<Record<string, Filter>> = {
  string: onText((text) => text),
  safe: onText((text) => text),
  upper: onText((text) => text.toUpperCase()),
  lower: onText((text) => text.toLowerCase()),
  capitalize: onText(capitalized),
  title: onText((text) =>
    text
      .split(/([-\s({[<]+)/)
      .map(capitalized)
      .join(""),
  ),
  wordcount: (value, args) => (strOf(value, args.budget).match(/[\p{L}\p{N}_]+/gu) ?? []).length,
  escape: escapeHtml,
  e: escapeHtml,
  urlencode,
  truncate,
  indent,
  center,
  trim: (value, args) => {
    const chars = args.check(["chars"]).get(0, "chars");
    return stripChars(strOf(value, args.budget), typeof chars === "string" ? chars : null);
  },
  replace: (value, args) => {
    args.check(["old", "new", "count"]);
    const old = strOf(args.get(0, "old") ?? null, args.budget);
    const fresh = strOf(args.get(1, "new") ?? null, args.budget);
    return replaced(strOf(value, args.budget), old, fresh, args.int(2, "count", -1), args);
  },
};

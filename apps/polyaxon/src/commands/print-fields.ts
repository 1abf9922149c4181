import type { Output } from "../terminal/output.ts";
import { multiLine } from "../terminal/plain-text.ts";
import { padding, truncate } from "../terminal/text-width.ts";

/** A name, its text, and how to colour it; fields without text are left out. */
export type Field = readonly [name: string, text: string, paint?: (text: string) => string];

/** One object, a field on a line; further lines of a value stand under its first. */
export function printFields(out: Output, fields: readonly Field[]): void {
  const shown = fields.filter(([, text]) => text !== "");
  const column = Math.max(...shown.map(([name]) => name.length)) + 2;
  for (const [name, text, paint] of shown) {
    const room = Math.max(10, out.width() - column);
    const [first = "", ...more] = multiLine(text)
      .split("\n")
      .map((line) => truncate(line, room));
    const painted = paint === undefined ? first : paint(first);
    out.write(`${out.colors.dim(name)}${padding(name, column)}${painted}\n`);
    for (const line of more) out.write(`${" ".repeat(column)}${line}\n`);
  }
}

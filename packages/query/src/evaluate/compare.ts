import type { Comparison } from "../ast.ts";

/** Texts by the order of their code points, which is that of their UTF-8 bytes. Negative: `a` comes first. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [rank(a.charCodeAt(at)), rank(b.charCodeAt(at))];
    if (left !== right) return left - right;
  }
  return a.length - b.length;
}

/** Halves of a code point above U+FFFF stand in the middle of the code units, and at the end of the code points. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x1_0000 : unit);

export function compareScalars(left: string | number, right: string | number): number {
  if (typeof left === "string" && typeof right === "string") return compareTexts(left, right);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function holds(left: string | number, operator: Comparison, right: string | number): boolean {
  const order = compareScalars(left, right);
  switch (operator) {
    case "=":
      return order === 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    default:
      return operator satisfies never;
  }
}

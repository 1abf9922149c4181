import type { PlainValue } from "./plain-scalars.ts";

/** Plain text that YAML 1.1 reads as something else than most people see in it. */
export interface Surprise {
  readonly path: readonly (string | number)[];
  /** As it is written. */
  readonly text: string;
  readonly value: unknown;
  readonly as: "base 60" | "octal" | "boolean" | "exponent";
}

/** What is surprising about a plain scalar; null for nearly all. */
export function surpriseOf(
  text: string,
  { kind, value }: Exclude<PlainValue, { kind: "invalid" }>,
): Surprise["as"] | null {
  switch (kind) {
    case "bool":
      return /^[tf]/i.test(text) ? null : "boolean";
    case "int":
    case "float":
      if (text.includes(":")) return "base 60";
      return kind === "int" && value !== 0 && /^[-+]?0[0-7_]+$/.test(text) ? "octal" : null;
    case "str":
      return /^[-+]?\d[\d_]*(?:\.\d*)?[eE][-+]?\d{1,3}$/.test(text) ? "exponent" : null;
    default:
      return null;
  }
}

/** As many as are remembered of one file. */
export const MOST_SURPRISES = 200;

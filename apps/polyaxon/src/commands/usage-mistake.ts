import type { Colors } from "../terminal/output.ts";

/**
 * What the parser says of a wrong word, in the form of all other errors: `error: ...`, then what to do on lines of their own.
 *
 * @param text `error: unknown command 'rn'`, and behind it perhaps `(Did you mean run?)`
 */
export function usageMistake(text: string, colors: Colors): string {
  const [message = "", ...more] = text.trimEnd().split("\n");
  const hints = more.map((line) => {
    const near = /^\(Did you mean (?:one of )?(.*)\?\)$/.exec(line)?.[1];
    return near === undefined ? line : `${colors.dim("  ->")} did you mean ${near.split(", ").join(" or ")}?`;
  });
  return `${[message.replace(/^error:/, colors.red("error:")), ...hints].join("\n")}\n`;
}

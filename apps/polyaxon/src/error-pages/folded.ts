/**
 * YAML whose lines have at most `width` characters where brackets let them be broken: after a comma that stands in brackets and
 * in no quotes. What follows is indented further than the line that it belongs to.
 */
export const folded = (yaml: string, width = 76): string =>
  yaml
    .split("\n")
    .flatMap((line) => foldedLine(line, width))
    .join("\n");

function foldedLine(line: string, width: number): readonly string[] {
  const indent = " ".repeat(/^[ -]*/.exec(line)![0].length + 2);
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    // What was broken off stands in brackets: its own need not be open yet.
    const at = lastComma(rest, width, lines.length > 0);
    if (at === null) break;
    lines.push(rest.slice(0, at + 1));
    rest = indent + rest.slice(at + 1).trimStart();
  }
  return [...lines, rest];
}

/** The last of the outermost commas. */
function lastComma(line: string, width: number, isInside: boolean): number | null {
  let depth = isInside ? 1 : 0;
  let quote = "";
  let best: { readonly at: number; readonly depth: number } | null = null;
  for (const [index, char] of [...line].entries()) {
    if (index >= width) break;
    if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === "{" || char === "[") depth += 1;
    else if (char === "}" || char === "]") depth -= 1;
    else if (char === "," && depth > 0 && line[index + 1] === " " && (best === null || depth <= best.depth))
      best = { at: index, depth };
  }
  return best?.at ?? null;
}

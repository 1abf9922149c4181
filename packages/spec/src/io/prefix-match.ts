/**
 * Whether text begins as a pattern says, or a message when the pattern cannot be used. Patterns come from files, and a file must
 * not be able to hold up a server: a repetition inside a repetition can take exponential time and is refused; repetitions beside
 * each other take the text's length to the power of their number, so the text may only be as long as {@link WORK} allows.
 */
export function prefixMatch(pattern: string, text: string): boolean | string {
  if (pattern.length > MAX_PATTERN) return `the pattern is longer than ${MAX_PATTERN} characters`;
  const repetitions = countRepetitions(pattern);
  if (repetitions === null)
    return `the pattern \`${pattern}\` repeats a repetition or a choice, which is not supported`;
  const longest = repetitions === 0 ? Infinity : WORK ** (1 / repetitions);
  if (text.length > longest) {
    return `the value has ${text.length} characters, too many to check against the pattern \`${pattern}\``;
  }
  try {
    return new RegExp(`^(?:${pattern.replaceAll("(?P<", "(?<")})`, "u").test(text);
  } catch {
    return `the pattern \`${pattern}\` is not valid`;
  }
}

const MAX_PATTERN = 1000;
/** Steps of matching that are affordable: some tenths of a second. */
const WORK = 1e7;

/** How many parts of a pattern repeat, or null when one that repeats holds a repetition or a choice. */
function countRepetitions(pattern: string): number | null {
  const structure = pattern
    .replaceAll(/\\./gs, "a")
    .replaceAll(/\[\^?\]?[^\]]*\]/g, "a")
    .replaceAll(/\(\?(?:P?<\w+>|[:=!]|<[=!])/g, "(");
  const groups: { varies: boolean }[] = [{ varies: false }];
  let count = 0;
  for (let index = 0; index < structure.length; index++) {
    const character = structure[index]!;
    if (character === "(") groups.push({ varies: false });
    else if (character === "|") groups.at(-1)!.varies = true;
    else if (character === ")") {
      const group = groups.length > 1 ? groups.pop()! : groups[0]!;
      if (group.varies && repeats(structure, index + 1)) return null;
      if (group.varies) groups.at(-1)!.varies = true;
    } else if (repeats(structure, index)) {
      count++;
      groups.at(-1)!.varies = true;
    }
  }
  return count;
}

const repeats = (structure: string, index: number): boolean =>
  /^(?:[*+]|\{\d*,?\d*\})/.test(structure.slice(index, index + 12));

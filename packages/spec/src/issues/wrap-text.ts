/**
 * Text in lines of at most `width` characters, broken at spaces; a word that is longer stands alone. Lines after the first
 * begin with `hanging` spaces.
 */
export function wrapText(text: string, width: number, hanging = 0): readonly string[] {
  if (text.length <= width) return [text];
  const lines: string[] = [];
  const indent = " ".repeat(hanging);
  let line = "";
  for (const word of text.split(" ")) {
    if (line.trim() !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

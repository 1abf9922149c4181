/** `{{ outputs.loss }}` -> `outputs.loss`: what stands in one pair of braces, or the text itself. */
export function bareReference(text: string): string {
  const trimmed = text.trim();
  const start = trimmed.startsWith("{{") ? 2 : 0;
  const end = trimmed.endsWith("}}") ? -2 : trimmed.length;
  return trimmed.slice(start, end).trim();
}

/**
 * The file name of a metric or event, as upstream's clients make it: ascii only, slashes become `__`, dots, blanks and
 * dashes become `-`, other punctuation is dropped.
 * @returns `unnamed` when nothing is left, so that a series never lands in a hidden file.
 */
export function metricName(name: string): string {
  const bare = name
    .normalize("NFKD")
    .replace(/[/\\]/g, "__")
    .replace(/[.\s-]+/g, "-")
    .replace(/[^A-Za-z0-9_-]/g, "");
  return bare === "" ? "unnamed" : bare;
}

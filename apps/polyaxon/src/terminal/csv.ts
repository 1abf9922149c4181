/**
 * One record of a CSV file (RFC 4180, with `\n`): numbers with all their digits, texts as they are, lists and objects as JSON, nothing for
 * null.
 */
export const csvRecord = (values: readonly unknown[]): string => `${values.map(cell).join(",")}\n`;

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Text from a server, a file or a run is untrusted: printed raw it could move the cursor, rewrite what was printed
 * before, retitle the terminal or reorder what is read. These functions make it safe to print.
 */

// Every C0 control except tab and newline, DEL, and the C1 block (a lone 0x9b starts a command on some terminals).
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** Overrides and isolates that make text read in another order than it is written, and the line separators. */
const REORDERING = /[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
// Escape sequences: CSI, strings (OSC, DCS, APC, PM, SOS) up to their end or the end of the text, then two-byte forms.
// oxlint-disable-next-line no-control-regex
const SEQUENCES = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|\u001b[ -/]*[0-~]/g;
// oxlint-disable-next-line no-control-regex
const COLOUR = /^\u001b\[[0-9;:]*m$/;

/** One line: control characters become visible pictures, line breaks and tabs become spaces. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\t\n\r]+/g, " ")
    .replace(CONTROLS, picture)
    .replace(REORDERING, "\ufffd");

/** Several lines: as `oneLine`, but tabs and newlines stay. */
export const multiLine = (text: string): string =>
  text.replace(/\r\n/g, "\n").replace(CONTROLS, picture).replace(REORDERING, "\ufffd");

/**
 * One log line for a terminal: colours stay, every other sequence is dropped, and of a progress bar that redraws itself
 * with carriage returns the last state remains, as a terminal would show it.
 */
export function logLine(text: string): string {
  const drawn = text.replace(/\r+$/, "");
  const last = drawn.slice(drawn.lastIndexOf("\r") + 1);
  let coloured = false;
  const safe = last
    .split(SEQUENCES_WITH_TEXT)
    .map((part) => {
      if (!part.startsWith("\u001b")) return part.replace(CONTROLS, picture).replace(REORDERING, "\ufffd");
      if (!COLOUR.test(part)) return "";
      coloured = true;
      return part;
    })
    .join("");
  return coloured ? `${safe}\u001b[0m` : safe;
}

/** Splits keeping the sequences, each as a part of its own. */
const SEQUENCES_WITH_TEXT = new RegExp(`(${SEQUENCES.source})`);

function picture(control: string): string {
  const code = control.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
}

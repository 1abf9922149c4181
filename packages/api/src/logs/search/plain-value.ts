// Control sequences, strings up to their end or the end of the line, then two-byte forms, as terminals read them.
const SEQUENCES =
  // oxlint-disable-next-line no-control-regex
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|\u001b[ -/]*[0-~]/g;

/** A line's text as it reads on a terminal: without colours and cursor movements. */
export const withoutSequences = (value: string): string =>
  value.includes("\u001b") ? value.replace(SEQUENCES, "") : value;

/** A program that makes a Polyaxonfile: its file, and what in it is meant. */
export interface ProgramName {
  readonly language: "typescript" | "python";
  /** As the person named it. */
  readonly file: string;
  /** Absent: the default export, or `main`. */
  readonly member?: string;
}

/** `pipeline.ts`, `pipeline.ts:name`, `pipeline.py:name`; null for what is read as YAML or JSON. */
export function programName(text: string): ProgramName | null {
  const match = /^(.*\.(py|m?ts|m?js))(?::([\p{L}_$][\p{L}\p{N}_$]*))?$/u.exec(text);
  if (match === null) return null;
  const [, file = "", ending, member] = match;
  return { language: ending === "py" ? "python" : "typescript", file, ...(member === undefined ? {} : { member }) };
}

import { wrapHint } from "../terminal/wrap-hint.ts";
import type { Source } from "./read-source.ts";
import { formatHead, formatIssue, type FormatOptions, pathText, type SpecIssue } from "@polyaxon/spec";

/** One thing to say about a file. The place is absent for what the command line, not the file, got wrong. */
export interface Finding {
  readonly severity: SpecIssue["severity"];
  readonly code: string;
  readonly message: string;
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
  readonly expected?: string;
  readonly found?: string;
  readonly hint?: string;
  /** As an author reads it, with the line in question. */
  readonly text: string;
}

/** What the reader of the file says; the compiler's issues are put in the same form. */
function issueFinding(issue: SpecIssue, sourceText: string, options: FormatOptions): Finding {
  const { code, column, expected, found, hint, line, message, path, severity } = issue;
  return {
    severity,
    code,
    message,
    path: pathText(path),
    line,
    column,
    ...(expected === undefined ? {} : { expected }),
    ...(found === undefined ? {} : { found }),
    ...(hint === undefined ? {} : { hint }),
    text: formatIssue(issue, sourceText, options),
  };
}

/** The same for the issues of one source, quoted from where its author wrote them. */
export function sourceFinding(source: Source, options: FormatOptions): (issue: SpecIssue) => Finding {
  // Decoded only to quote from; the reader has its own, strict view of the bytes.
  let decoded: string | undefined;
  return (issue) => {
    if (source.written === undefined)
      return issueFinding(issue, (decoded ??= new TextDecoder().decode(source.bytes)), options);
    const { issue: placed, text } = source.written(issue);
    return issueFinding(placed, text, options);
  };
}

export function onCommandLine(
  code: string,
  message: string,
  hint?: string,
  { severity = "error", ...options }: FormatOptions & { readonly severity?: SpecIssue["severity"] } = {},
): Finding {
  const head = formatHead({ severity, code, message }, options);
  const width = options.width ?? Number.POSITIVE_INFINITY;
  const help = hint === undefined ? "" : `\n  = ${wrapHint(`help: ${hint}`, width - 4).join("\n    ")}`;
  return {
    severity,
    code,
    message,
    path: "",
    ...(hint === undefined ? {} : { hint }),
    text: `${head}${help}`,
  };
}

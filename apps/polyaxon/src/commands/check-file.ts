import {
  adviseOperation,
  applyCliOverrides,
  checkOperation,
  type CliOverrides,
  type CompileIssue,
  isTemplateOperation,
} from "@polyaxon/compiler";
import {
  type FormatOptions,
  type Operation,
  type Position,
  readPolyaxonfile,
  type SpecIssue,
  type SpecPath,
  toOperation,
} from "@polyaxon/spec";
import { type Finding, issueFinding, onCommandLine } from "./finding.ts";
import type { Source } from "./read-source.ts";

export interface CheckedFile {
  readonly filename: string;
  /** Absent when there is an error among the findings. */
  readonly operation?: Operation;
  readonly findings: readonly Finding[];
}

export interface CheckOptions extends FormatOptions {
  readonly overrides?: CliOverrides;
  /** Leave out whether all params are given. */
  readonly lint?: boolean;
  /** What else is laid over the operation, after the command line, before it is checked. */
  readonly lay?: (operation: Operation) => Operation;
}

/**
 * Reads a file, lays the command line over it, and checks what a machine without a server can check. This and what it
 * imports is only loaded by commands that read files.
 */
export function checkFile({ bytes, filename }: Source, options: CheckOptions): CheckedFile {
  const { lay = (given) => given, lint = false, overrides = {}, ...format } = options;
  // Decoded only to quote from; the reader has its own, strict view of the bytes.
  let decoded: string | undefined;
  const shown = (issue: SpecIssue): Finding =>
    issueFinding(issue, (decoded ??= new TextDecoder().decode(bytes)), format);

  const read = readPolyaxonfile({ bytes, filename });
  if (!read.ok) return { filename, findings: read.issues.map(shown) };
  const notices = read.notices.map(shown);
  if (read.document.kind === "compiled_operation") {
    return {
      filename,
      findings: [
        ...notices,
        onCommandLine(
          "compile.component",
          `${filename} is a compiled operation: submit the operation it was compiled from`,
          undefined,
          format,
        ),
      ],
    };
  }

  const isComponent = read.document.kind === "component";
  const overlaid = applyCliOverrides(toOperation(read.document), overrides);
  if (!overlaid.ok)
    return {
      filename,
      findings: [
        ...notices,
        ...overlaid.issues.map(({ code, hint, message }) => onCommandLine(code, message, hint, format)),
      ],
    };
  const operation = lay(overlaid.operation);
  const issues = checkOperation(operation, { lint, template: isTemplateOperation(operation) });
  const inFile = (path: SpecPath) => (isComponent && path[0] === "component" ? path.slice(1) : path);
  const advice = adviseOperation(operation).map((issue) =>
    shown({ ...asSpecIssue(issue, nearestPlace(inFile(issue.path), read.locate), filename), severity: "warning" }),
  );
  if (issues.length === 0) return { filename, operation, findings: [...notices, ...advice] };
  const findings = issues.map((issue) => {
    const typed = typedParam(issue, overrides);
    if (typed !== null) return onCommandLine(issue.code, `-P ${typed}: ${issue.message}`, issue.hint, format);
    return shown(asSpecIssue(issue, nearestPlace(inFile(whereToLook(issue, operation)), read.locate), filename));
  });
  return { filename, findings: [...notices, ...findings, ...advice] };
}

/** The `-P` text that an issue is about; null when the file gave the value. */
function typedParam({ code, path }: CompileIssue, { params = [] }: CliOverrides): string | null {
  if (path[0] !== "params" || code === "param.missing") return null;
  return params.find((text) => text.slice(0, text.indexOf("=")).trim() === path[1]) ?? null;
}

/** A param that is missing has no place: its input's declaration is where to read about it. */
function whereToLook({ code, path }: CompileIssue, { component }: Operation): SpecPath {
  if (code !== "param.missing") return path;
  const index = component?.inputs?.findIndex(({ name }) => name === path[1]) ?? -1;
  return index < 0 ? path : ["component", "inputs", index];
}

export const hasErrors = ({ findings }: CheckedFile): boolean => findings.some(({ severity }) => severity === "error");

/** The value itself, else the closest thing around it that the file has. */
function nearestPlace(path: SpecPath, locate: (path: SpecPath) => Position | null): Position {
  for (let length = path.length; length >= 0; length -= 1) {
    const place = locate(path.slice(0, length));
    if (place !== null) return place;
  }
  return { line: 1, column: 1 };
}

/** The compiler has its own codes; they are printed the same way. */
const asSpecIssue = ({ code, hint, message, path }: CompileIssue, place: Position, filename: string): SpecIssue => ({
  code: code as string as SpecIssue["code"],
  severity: "error",
  message,
  path,
  filename,
  ...place,
  ...(hint === undefined ? {} : { hint }),
});

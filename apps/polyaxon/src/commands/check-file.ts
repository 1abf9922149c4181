import {
  adviseOperation,
  applyCliOverrides,
  checkOperation,
  type CliOverrides,
  type CompileIssue,
  isTemplateOperation,
  notRunYet,
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
import { type Finding, onCommandLine, sourceFinding } from "./finding.ts";
import { isDecidedOver, isNoNews } from "./no-news.ts";
import type { InLayer } from "./preset-layers.ts";
import type { Source } from "./read-source.ts";
import type { ResolveReferences } from "./reference-resolver.ts";
import { saysPreset } from "./says-preset.ts";

export interface CheckedFile {
  readonly filename: string;
  /** Absent when there is an error among the findings. */
  readonly operation?: Operation;
  /** The same as the file has it, with its references resolved and nothing laid over it. */
  readonly written?: Operation;
  readonly findings: readonly Finding[];
  /** What is right about the file and yet good to know. */
  readonly notes?: readonly string[];
  /** What somebody else finds wrong with the operation, at its place. Absent as the operation is. */
  readonly tell?: (issue: CompileIssue) => Finding;
}

export interface CheckOptions extends FormatOptions {
  readonly resolve: ResolveReferences;
  readonly overrides?: CliOverrides;
  /** Leave out whether all params are given. */
  readonly lint?: boolean;
  /** A component is there to be run by others: nothing has to be given to it. */
  readonly asLibrary?: boolean;
  /** What else is laid over the operation, after the command line, before it is checked. */
  readonly lay?: (operation: Operation) => Operation;
  /** Where a value of what is laid over it stands; `known` steps of the way to it are in the file. */
  readonly find?: (path: SpecPath, known: number) => InLayer | null;
}

/**
 * Reads a file, lays the command line over it, and checks what a machine without a server can check. A file that the reader
 * refuses is still looked at for all else that is wrong with it, what its references lead to included. Findings in the order of the text. This and what it imports is
 * only loaded by commands that read files.
 */
export async function checkFile(source: Source, options: CheckOptions): Promise<CheckedFile> {
  const { bytes, filename } = source;
  const { asLibrary = false, lay = (given) => given, find, lint = false, overrides = {}, resolve, ...format } = options;
  const shown = sourceFinding(source, format);
  const typedWrong = ({ code, hint, message }: CompileIssue): Finding => onCommandLine(code, message, hint, format);

  const read = readPolyaxonfile({ bytes, filename }, { preset: saysPreset(bytes) });
  const known = read.ok ? read.notices.map(shown) : read.issues.map(shown);
  const looked = read.ok ? { ...read, touched: [], writtenAt: asItIs } : read.inSpite;
  if (looked === undefined) return { filename, findings: known };
  const { document, locate, touched, writtenAt } = looked;
  if (document.kind === "compiled_operation") {
    const message = `${filename} is a compiled operation: submit the operation it was compiled from`;
    return { filename, findings: [...known, onCommandLine("compile.component", message, undefined, format)] };
  }

  const resolution = await resolve(toOperation(document), source);
  const written = resolution.ok ? resolution.operation : toOperation(document);
  const unresolved = resolution.ok ? [] : resolution.issues;
  const overlaid = applyCliOverrides(written, overrides);
  const mistyped = overlaid.ok ? [] : overlaid.issues.map(typedWrong);
  const operation = lay(overlaid.ok ? overlaid.operation : written);
  const isComponent = document.kind === "component";
  const inFile = (path: SpecPath) => writtenAt(isComponent && path[0] === "component" ? path.slice(1) : path);
  /** What stands in another file is pointed at where this one refers to it. */
  const references = resolution.ok ? resolution.resolved : [];
  const referredFrom = (path: SpecPath): SpecPath =>
    references.find((at) => startsWith(path, [...at.slice(0, -1), "component"])) ?? path;
  const isNews = (issue: CompileIssue): boolean =>
    !isNoNews(issue, inFile(issue.path), touched) && (overlaid.ok || !isDecidedOver(issue));

  const template = isTemplateOperation(operation) || (asLibrary && isComponent);
  const issues = [...unresolved, ...checkOperation(operation, { lint, template })].filter(isNews);
  const placed = (issue: CompileIssue, path: SpecPath, severity: SpecIssue["severity"] = "error"): Finding => {
    const way = inFile(referredFrom(path));
    const laid = find?.(path, stepsThatAreThere(way, locate)) ?? null;
    if (laid === null)
      return shown({ ...asSpecIssue(issue, inFile(issue.path), nearestPlace(way, locate), filename), severity });
    const { place, source: preset } = laid;
    return sourceFinding(preset, format)({ ...asSpecIssue(issue, issue.path, place, preset.filename), severity });
  };
  const tell = (issue: CompileIssue): Finding => {
    const typed = typedParam(issue, overrides);
    if (typed !== null) return typedWrong({ ...issue, message: `-P ${typed}: ${issue.message}` });
    return placed(issue, whereToLook(issue, operation));
  };
  const findings = issues.map(tell);
  // What runs beside an operation is looked up again when it is to run, so that here it is advice.
  const advice = [...(resolution.besides ?? []), ...adviseOperation(operation)]
    .filter(isNews)
    .map((issue) =>
      saidThere(issue, overrides)
        ? onCommandLine(issue.code, issue.message, issue.hint, { ...format, severity: "warning" })
        : placed(issue, issue.path, "warning"),
    );
  const all = inOrder([...mistyped, ...known, ...findings, ...advice]);
  return read.ok && overlaid.ok && issues.length === 0
    ? { filename, operation, written, findings: all, notes: notesOn(operation), tell }
    : { filename, findings: all };
}

const asItIs = (path: SpecPath): SpecPath => path;

function notesOn(operation: Operation): readonly string[] {
  const later = notRunYet(operation);
  return later === null ? [] : [later];
}

/** What the command line got wrong first, then from the top of the file to its end. */
const inOrder = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));

/** The `-P` text that an issue is about; null when the file gave the value. */
function typedParam({ code, path }: CompileIssue, { params = [] }: CliOverrides): string | null {
  if (path[0] !== "params" || code === "param.missing") return null;
  return params.find((text) => text.slice(0, text.indexOf("=")).trim() === path[1]) ?? null;
}

/** What an option says has no place in the file. */
const saidThere = ({ code, path }: CompileIssue, { namespace, presets }: CliOverrides): boolean =>
  code === "advice.idle" &&
  ((path[0] === "presets" && presets !== undefined) || (path[0] === "namespace" && namespace !== undefined));

/** A param that is missing has no place: its input's declaration is where to read about it. */
function whereToLook({ code, path }: CompileIssue, { component }: Operation): SpecPath {
  if (code !== "param.missing") return path;
  const index = component?.inputs?.findIndex(({ name }) => name === path[1]) ?? -1;
  return index < 0 ? path : ["component", "inputs", index];
}

const startsWith = (path: SpecPath, start: SpecPath): boolean => start.every((step, index) => path[index] === step);

/** The value itself, else the closest thing around it that the file has. */
const nearestPlace = (path: SpecPath, locate: (path: SpecPath) => Position | null): Position =>
  locate(path.slice(0, stepsThatAreThere(path, locate))) ?? { line: 1, column: 1 };

/** How much of the way to a value the file has. */
function stepsThatAreThere(path: SpecPath, locate: (path: SpecPath) => Position | null): number {
  for (let steps = path.length; steps > 0; steps -= 1) if (locate(path.slice(0, steps)) !== null) return steps;
  return 0;
}

/** The compiler has its own codes; they are printed the same way. */
const asSpecIssue = (
  { code, hint, message }: CompileIssue,
  path: SpecPath,
  place: Position,
  filename: string,
): SpecIssue => ({
  code: code as string as SpecIssue["code"],
  severity: "error",
  message,
  path,
  filename,
  ...place,
  ...(hint === undefined ? {} : { hint }),
});

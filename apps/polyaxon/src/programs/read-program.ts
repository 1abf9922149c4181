import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { SpecIssue, SpecPath } from "@polyaxon/spec";
import type { CliContext } from "../commands/cli-context.ts";
import { CliError } from "../commands/cli-error.ts";
import { nearFiles } from "../commands/near-files.ts";
import type { Source } from "../commands/source.ts";
import type { ProgramAnswer, ProgramPlace, SourcePlace } from "./program-answer.ts";
import type { ProgramName } from "./program-name.ts";
import { pythonCommand } from "./python-command.ts";
import { runProgram } from "./run-program.ts";
import { typescriptCommand } from "./typescript-command.ts";

/**
 * Runs a program that makes a Polyaxonfile, and gives what it made as if it had been read; issues are placed where the
 * program made the part in question.
 *
 * @param shown the program as the person named it
 * @throws CliError when it does not give one
 */
export async function readProgram(context: CliContext, program: ProgramName, shown: string): Promise<Source> {
  const path = resolve(context.cwd, program.file);
  await mustBeFile(context.cwd, program.file);
  const command =
    program.language === "python" ? pythonCommand(context.env, path, program) : typescriptCommand(path, program);
  const answer = await runProgram(context, { ...command, file: program.file });
  const named = (place: SourcePlace): string =>
    place.file === path ? program.file : relative(context.cwd, place.file) || place.file;
  if (!answer.ok) throw failure(program.file, answer, named);
  const fallback: ProgramPlace = { path: [], file: path, line: 1, column: 1 };
  return {
    bytes: new TextEncoder().encode(JSON.stringify(answer.value)),
    filename: shown,
    written: (issue) => {
      const place = nearest(answer.places, issue.path) ?? fallback;
      const text = textOf(place.file);
      const { column, line } = exactly(place, issue, text);
      return { issue: { ...issue, filename: named(place), line, column }, text };
    },
  };
}

async function mustBeFile(cwd: string, name: string): Promise<void> {
  try {
    readFileSync(resolve(cwd, name));
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const reason = isMissing ? "there is no such file" : error instanceof Error ? error.message : String(error);
    throw new CliError("usage", `cannot read ${name}: ${reason}`, isMissing ? await nearFiles(cwd, name) : []);
  }
}

function failure(file: string, answer: ProgramAnswer & { ok: false }, named: (place: SourcePlace) => string): CliError {
  const { hints = [], message, place } = answer;
  if (place === undefined) return new CliError("usage", `${file}: ${message}`, hints);
  const line = textOf(place.file).split(/\r?\n/)[place.line - 1]?.trim() ?? "";
  const where = `${named(place)}:${place.line}:${place.column}`;
  const [first = "", ...more] = message.split("\n");
  return new CliError(
    "usage",
    [`${where}: ${first}`, ...(line === "" ? [] : [`    ${line}`]), ...more].join("\n"),
    hints,
  );
}

/** The place of the innermost part, of those that are known, which holds a path. */
function nearest(places: readonly ProgramPlace[], path: SpecPath): ProgramPlace | undefined {
  const holds = (place: ProgramPlace): boolean => place.path.every((step, index) => step === path[index]);
  return places.filter(holds).toSorted((a, b) => b.path.length - a.path.length)[0];
}

/** A part is known by the line on which it begins; the field is looked for in the lines that follow, else what holds it. */
function exactly(
  place: ProgramPlace,
  issue: SpecIssue,
  text: string,
): { readonly line: number; readonly column: number } {
  const lines = text.split(/\r?\n/).slice(place.line - 1, place.line + 39);
  const keys = issue.path.slice(place.path.length).filter((step) => typeof step === "string");
  for (const key of keys.toReversed()) {
    const written = new RegExp(`(^|[\\s{,(])["']?${key.replaceAll(/[^\w-]/g, "\\$&")}["']?\\s*[:=,}]`);
    for (const [index, line] of lines.entries()) {
      const from = index === 0 ? place.column - 1 : 0;
      const found = written.exec(line.slice(from));
      if (found !== null) return { line: place.line + index, column: from + found.index + found[1]!.length + 1 };
    }
  }
  return place;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

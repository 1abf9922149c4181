import { open, type FileHandle } from "node:fs/promises";
import { resolve } from "node:path";
import { programName } from "../programs/program-name.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import type { Source } from "./source.ts";

export type { Source } from "./source.ts";

/** More than any reader accepts, so that it can say what it found; what is longer is not read at all. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * A file's content; of a program (`pipeline.ts`, `pipeline.py:name`) what it makes, run in a process of its own.
 *
 * @throws CliError for what cannot be read or run; what is in it is not looked at
 */
export async function readSource(context: CliContext, filename: string): Promise<Source> {
  const program = programName(filename);
  if (program === null) return await readFile(context.cwd, filename);
  const { readProgram } = await import("../programs/read-program.ts");
  return await readProgram(context, program, filename);
}

async function readFile(cwd: string, filename: string): Promise<Source> {
  let file: FileHandle;
  try {
    file = await open(resolve(cwd, filename));
  } catch (error) {
    throw cannotRead(filename, error);
  }
  try {
    const status = await file.stat();
    if (status.isDirectory()) throw new CliError("usage", `${filename} is a folder, expected a file`);
    if (status.size > MOST_BYTES) {
      throw new CliError(
        "usage",
        `${filename} is ${Math.round(status.size / 1e6)} MB: too large for a Polyaxonfile, which has at most 10 MB`,
      );
    }
    return { bytes: await file.readFile(), filename };
  } catch (error) {
    throw error instanceof CliError ? error : cannotRead(filename, error);
  } finally {
    await file.close();
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "this account may not read it",
  ENOTDIR: "there is no such file",
};

function cannotRead(filename: string, error: unknown): CliError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = REASONS[code] ?? (error instanceof Error ? error.message : String(error));
  return new CliError("usage", `cannot read ${filename}: ${reason}`);
}

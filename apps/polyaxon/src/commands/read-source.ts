import { open, type FileHandle } from "node:fs/promises";
import { resolve } from "node:path";
import { programName } from "../programs/program-name.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";
import type { Source } from "./source.ts";

export type { Source } from "./source.ts";

/** A little more than a Polyaxonfile has, so that the reader of files says what is wrong; what is longer is not read at all. */
const MOST_BYTES = 10_000_000;

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
    throw await notOpened(cwd, filename, error);
  }
  try {
    const status = await file.stat();
    if (status.isDirectory()) throw await isFolder(cwd, filename);
    if (status.isFile() && status.size > MOST_BYTES) throw tooLarge(filename, megabytes(status.size));
    return { bytes: await readAtMost(file, filename), filename };
  } catch (error) {
    throw error instanceof CliError ? error : cannotRead(filename, error);
  } finally {
    await file.close();
  }
}

/** Of a pipe or a device nobody knows the size beforehand. */
async function readAtMost(file: FileHandle, filename: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of file.createReadStream({ autoClose: false }) as AsyncIterable<Uint8Array>) {
    parts.push(part);
    size += part.length;
    if (size > MOST_BYTES) throw tooLarge(filename, `more than ${megabytes(MOST_BYTES)}`);
  }
  return Buffer.concat(parts);
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

const tooLarge = (filename: string, size: string): CliError =>
  new CliError("usage", `${filename} is ${size}: too large for a Polyaxonfile, which has at most 5 MB`);

async function isFolder(cwd: string, filename: string): Promise<CliError> {
  const { filesIn } = await import("./near-files.ts");
  return new CliError("usage", `${filename} is a folder, expected a file`, await filesIn(cwd, filename));
}

async function notOpened(cwd: string, filename: string, error: unknown): Promise<CliError> {
  const { message } = cannotRead(filename, error);
  if (codeOf(error) !== "ENOENT") return new CliError("usage", message);
  const { nearFiles } = await import("./near-files.ts");
  return new CliError("usage", message, await nearFiles(cwd, filename));
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "this account may not read it",
  ENOTDIR: "there is no such file",
};

function cannotRead(filename: string, error: unknown): CliError {
  const reason = REASONS[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
  return new CliError("usage", `cannot read ${filename}: ${reason}`);
}

const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");

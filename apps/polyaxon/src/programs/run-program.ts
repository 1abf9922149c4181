import { spawn } from "node:child_process";
import { multiLine } from "../terminal/plain-text.ts";
import type { CliContext } from "../commands/cli-context.ts";
import { CliError } from "../commands/cli-error.ts";
import type { ProgramAnswer } from "./program-answer.ts";

/** Longer than any import should take; POLYAXON_PROGRAM_TIMEOUT says otherwise. */
const SECONDS = 60;
/** What a program prints is shown up to here. */
const MOST_OUTPUT = 64 * 1024;
/** More than any reader of files accepts. */
const MOST_ANSWER = 32 * 1024 * 1024;

interface Started {
  readonly command: string;
  readonly args: readonly string[];
  /** As the person named it. */
  readonly file: string;
}

/**
 * Runs an author's program in a process group of its own, with a time limit, and returns what it answers. What it prints
 * goes to our stderr, so that our own output stays what it is.
 *
 * @throws CliError when it cannot be started, takes too long, says too much or ends without an answer
 */
export async function runProgram(context: CliContext, { args, command, file }: Started): Promise<ProgramAnswer> {
  const seconds = timeLimit(context.env["POLYAXON_PROGRAM_TIMEOUT"]);
  const child = spawn(command, args, {
    cwd: context.cwd,
    env: context.env,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    // A group of its own, so that what the program started ends with it.
    detached: process.platform !== "win32",
  });
  const kill = (): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
    } catch {
      // It ended meanwhile.
    }
  };
  const stops: Stop[] = [];
  const stop = (why: Stop): void => {
    stops.push(why);
    kill();
  };
  const timer = setTimeout(() => stop("late"), seconds * 1000);
  const removeInterrupt = context.onInterrupt(() => stop("interrupted"));

  const show = shower(context);
  child.stdout?.setEncoding("utf8").on("data", show);
  child.stderr?.setEncoding("utf8").on("data", show);
  const parts: Buffer[] = [];
  let bytes = 0;
  child.stdio[3]?.on("data", (part: Buffer) => {
    bytes += part.length;
    if (bytes > MOST_ANSWER) stop("talkative");
    else parts.push(part);
  });
  const ended = await new Promise<number | NodeJS.Signals | Error>((resolve) => {
    child.on("error", resolve);
    child.on("exit", () => kill());
    child.on("close", (code, signal) => resolve(code ?? signal ?? 1));
  });
  clearTimeout(timer);
  removeInterrupt();

  if (ended instanceof Error)
    throw new CliError("usage", `${file}: \`${command}\` cannot be started: ${ended.message}`);
  const [why] = stops;
  if (why !== undefined) throw new CliError(why === "interrupted" ? "detached" : "usage", STOPPED[why](file, seconds));
  if (bytes === 0) {
    const how = typeof ended === "number" ? `with exit code ${ended}` : `by ${ended}`;
    throw new CliError("usage", `${file} ended ${how} before it gave an operation or component`, [
      "a program that is run this way must not end its process itself",
    ]);
  }
  return JSON.parse(Buffer.concat(parts).toString("utf8")) as ProgramAnswer;
}

type Stop = "late" | "interrupted" | "talkative";

const STOPPED: Readonly<Record<Stop, (file: string, seconds: number) => string>> = {
  late: (file: string, seconds: number) =>
    `${file} was stopped: it took longer than ${seconds} s (POLYAXON_PROGRAM_TIMEOUT=SECONDS allows more)`,
  interrupted: (file: string) => `${file} was interrupted; nothing was submitted`,
  talkative: (file: string) => `${file} was stopped: what it makes is larger than any Polyaxonfile may be`,
};

function shower({ err }: CliContext): (text: string) => void {
  let left = MOST_OUTPUT;
  return (text) => {
    if (left <= 0) return;
    err.write(multiLine(text.slice(0, left)));
    left -= text.length;
    if (left <= 0) err.write("\n... (the program printed more)\n");
  };
}

/** @throws CliError for what is no time */
function timeLimit(text: string | undefined): number {
  if (text === undefined || text === "") return SECONDS;
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds > 0 && seconds <= 86_400) return seconds;
  throw new CliError("usage", `POLYAXON_PROGRAM_TIMEOUT: expected seconds above 0, found \`${text}\``);
}

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Runs a command in the repository, or in `options.cwd`, to its end.
 * @param options.show  its output goes to this terminal as it comes.
 * @param options.keep  its output is returned as `output`; the default where it is not shown.
 * @returns exit code (127 when it could not be started) and output
 */
export async function run(command, args, { show = false, keep = !show, env = {}, cwd = root } = {}) {
  const target = keep ? "pipe" : "inherit";
  const stdio = ["ignore", target, target];
  const child = spawn(command, args, { cwd, stdio, env: { ...process.env, ...env } });
  const parts = [];
  for (const [stream, terminal] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ])
    stream?.on("data", (part) => {
      parts.push(part);
      if (show) terminal.write(part);
    });
  return await new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: 127, output: String(error) }));
    child.on("close", (code, signal) => {
      const ending = signal === null ? "" : `\n(ended by ${signal})\n`;
      resolve({ code: code ?? 1, output: Buffer.concat(parts).toString("utf8") + ending });
    });
  });
}

/** "850 ms", "12 s", "2 min 5 s". */
export function duration(milliseconds) {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

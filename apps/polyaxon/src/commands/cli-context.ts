import { createClient, type PolyaxonClient } from "@polyaxon/client";
import { type Output, streamOutput } from "../terminal/output.ts";
import { VERSION } from "../version.ts";
import { CliError } from "./cli-error.ts";
import { serverAddress } from "./server-address.ts";
import { type Environment, resolveConnection, settingsFile } from "./settings.ts";
import { readSettings } from "./settings-file.ts";

/** All that a command may touch of the outside; tests pass their own. */
export interface CliContext {
  readonly env: Environment;
  /** @throws CliError when the folder was removed under its shell: only what needs a folder asks for it */
  readonly cwd: string;
  /** Results: what a pipe should get. */
  readonly out: Output;
  /** Notices, progress and errors. */
  readonly err: Output;
  now(): number;
  /** Ends early, without an error, when `signal` is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A client for the configured server. Nothing is sent yet. */
  connect(): PolyaxonClient;
  /** False where there is none. */
  openBrowser(url: string): Promise<boolean>;
  /** While installed, Ctrl-C calls this instead of ending the process. Returns the removal. */
  onInterrupt(listener: () => void): () => void;
}

export function processContext(): CliContext {
  const { env } = process;
  return {
    env,
    get cwd() {
      return workingFolder();
    },
    out: streamOutput(process.stdout, env),
    err: streamOutput(process.stderr, env),
    now: () => Date.now(),
    sleep,
    connect: () => connect(env),
    openBrowser: async (url) => (await import("../terminal/open-browser.ts")).openBrowser(url, env),
    onInterrupt(listener) {
      process.on("SIGINT", listener);
      process.on("SIGTERM", listener);
      return () => {
        process.off("SIGINT", listener);
        process.off("SIGTERM", listener);
      };
    },
  };
}

function workingFolder(): string {
  try {
    return process.cwd();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new CliError("usage", `The folder in which this command is called does not exist any more${lastKnown()}.`, [
      "cd to a folder that exists; when it was made anew under the same name: cd .",
    ]);
  }
}

/** As the shell knows it. */
const lastKnown = (): string => (process.env["PWD"] === undefined ? "" : `: ${process.env["PWD"]}`);

/** @throws CliError when the configured address is none */
export function connect(env: Environment): PolyaxonClient {
  const file = settingsFile(env);
  const { host, hostFrom, token } = resolveConnection(env, readSettings(file));
  const address = serverAddress(host, hostFrom === "saved" ? file : hostFrom);
  return createClient({ host: address, token, service: VERSION });
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end, { once: true });
  });
}

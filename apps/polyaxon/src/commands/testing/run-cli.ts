import picocolors from "picocolors";
import { createClient } from "@polyaxon/client";
import type { Output } from "../../terminal/output.ts";
import type { CliContext } from "../cli-context.ts";
import { explainFailure } from "../explain-failure.ts";
import { EXIT, type ExitReason } from "../exit-codes.ts";
import { expandLegacyFlags } from "../legacy-flags.ts";
import { buildProgram } from "../program.ts";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What a person reads for an error: messages, then hints. */
  readonly said: string;
}

export interface CliSettings {
  readonly host?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Cells; absent: output goes to a pipe. */
  readonly terminal?: number;
  /** Addresses that were opened in the browser; absent: there is none. */
  readonly opened?: string[];
  /** Called at every pause with how many there were, to move the world on or to press Ctrl-C. */
  readonly onSleep?: (count: number, interrupt: () => void) => void;
}

/** Runs a command in this process as `cli.ts` would, with a clock that moves only when the command sleeps. */
export async function runCli(args: readonly string[], settings: CliSettings = {}): Promise<Ended> {
  const written = { out: "", err: "" };
  const output = (key: "out" | "err"): Output => ({
    isTerminal: settings.terminal !== undefined,
    colors: picocolors.createColors(false),
    width: () => settings.terminal ?? Number.POSITIVE_INFINITY,
    write: (text) => void (written[key] += text),
    drained: () => Promise.resolve(),
  });
  let now = Date.parse("2026-11-22T12:00:00Z");
  let sleeps = 0;
  const listeners = new Set<() => void>();
  const context: CliContext = {
    env: settings.env ?? {},
    cwd: settings.cwd ?? "/nowhere/demo",
    out: output("out"),
    err: output("err"),
    now: () => now,
    sleep(ms) {
      now += ms;
      sleeps += 1;
      settings.onSleep?.(sleeps, () => listeners.forEach((listener) => listener()));
      return Promise.resolve();
    },
    connect: () => createClient({ host: settings.host ?? "http://127.0.0.1:9", service: "test" }),
    openBrowser: (url) => Promise.resolve((settings.opened?.push(url) ?? 0) > 0),
    onInterrupt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  let reason: ExitReason = "ok";
  try {
    await buildProgram({ context, done: (ended) => (reason = ended) }).parseAsync([...expandLegacyFlags(args)], {
      from: "user",
    });
    return { code: EXIT[reason].code, stdout: written.out, stderr: written.err, said: "" };
  } catch (error) {
    const { code, hints, messages } = explainFailure(error);
    return { code, stdout: written.out, stderr: written.err, said: [...messages, ...hints].join("\n") };
  }
}

import type { ExitReason } from "./exit-codes.ts";

/** Something the person at the keyboard can act on: one message, then what to do. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly exit: ExitReason;
  readonly hints: readonly string[];

  constructor(exit: ExitReason, message: string, hints: readonly string[] = []) {
    super(message);
    this.exit = exit;
    this.hints = hints;
  }
}

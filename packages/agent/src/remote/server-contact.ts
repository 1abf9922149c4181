import { AgentRefused, type Logger } from "@polyaxon/orchestrator";
import type { CallServer } from "./server-calls.ts";
import { ServerProblem } from "./server-problem.ts";

/** What is over sooner than this is not worth a line: a server that was restarted, a connection that was cut. */
const WORTH_A_LINE_MS = 3_000;
const FIRST_REMINDER_MS = 60_000;
/** Each reminder comes so many times later than the one before it. */
const RARER = 3;
const LONGEST_MS = 3_600_000;

/**
 * What all calls of an agent together say of its server, told as an operator wants to read it: one line when it goes,
 * reminders ever more rarely, one line when it is back; and once, for good, that it will not have this agent any more. The
 * errors that went into that are marked as told, so that no loop tells them again.
 *
 * States: here → (a failure) failing, silent → (still failing after a moment) away, told → (an answer) here; any of them →
 * refused, which nothing leaves.
 */
export class ServerContact {
  /** Resolves when the server refuses the agent itself: its token, its name, its version. Repeating is of no use then. */
  readonly refused: Promise<AgentRefused>;
  readonly #server: string;
  readonly #logger: Logger;
  /** Milliseconds that only go up. */
  readonly #elapsed: () => number;
  #refuse: (error: AgentRefused) => void = () => {};
  #since: number | null = null;
  #told = false;
  #nextLineAfter = 0;

  constructor(options: { readonly server: string; readonly logger: Logger; readonly elapsed: () => number }) {
    this.#server = options.server;
    this.#logger = options.logger;
    this.#elapsed = options.elapsed;
    this.refused = new Promise((resolve) => (this.#refuse = resolve));
  }

  /** Calls that are listened to. */
  over(call: CallServer): CallServer {
    return async (request) => {
      try {
        const answer = await call(request);
        this.#answered();
        return answer;
      } catch (error) {
        this.#failed(error, request.signal?.aborted === true);
        throw error;
      }
    };
  }

  #failed(error: unknown, hungUp: boolean): void {
    if (hungUp || !(error instanceof Error)) return;
    if (error instanceof AgentRefused && error.code !== "address") {
      this.#refuse(Object.assign(error, TOLD));
      return;
    }
    // Something else may answer under the server's address for a while: a proxy whose server is being replaced.
    // A disk that refuses files is told by whoever has files to store: the server itself is here.
    const passes = error instanceof ServerProblem && error.passes && error.kind !== "disk";
    const away = error instanceof AgentRefused || passes;
    if (away) this.#away(Object.assign(error, TOLD));
    else this.#answered();
  }

  #away({ message }: Error): void {
    const now = this.#elapsed();
    if (this.#since === null) {
      this.#since = now;
      this.#told = false;
      this.#nextLineAfter = WORTH_A_LINE_MS;
    }
    const awayMs = now - this.#since;
    if (awayMs < this.#nextLineAfter) return;
    const fields = { server: this.#server, reason: message };
    if (this.#told) {
      this.#logger.warn({ ...fields, awaySeconds: Math.round(awayMs / 1000) }, "the server is still away");
      this.#nextLineAfter = Math.min(this.#nextLineAfter * RARER, awayMs + LONGEST_MS);
      return;
    }
    this.#logger.warn(fields, "the server is away; jobs go on, and what they leave is sent when it is back");
    this.#told = true;
    this.#nextLineAfter = FIRST_REMINDER_MS;
  }

  #answered(): void {
    if (this.#since === null) return;
    const awaySeconds = Math.round((this.#elapsed() - this.#since) / 1000);
    this.#since = null;
    if (this.#told) this.#logger.warn({ server: this.#server, awaySeconds }, "the server is back");
  }
}

/** Logs leave out, above debug, what carries this: as with a database that is away. */
const TOLD = { told: true } as const;

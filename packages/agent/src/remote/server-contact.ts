import { AgentRefused, type Logger, type OutageLine, outageLines, type OutageLines } from "@polyaxon/orchestrator";
import type { CallServer } from "./server-calls.ts";
import { ServerProblem } from "./server-problem.ts";

/** What is over sooner than this is not worth a line: a server that was restarted, a connection that was cut. */
const WORTH_A_LINE_MS = 3_000;
const FIRST_REMINDER_MS = 60_000;

/**
 * What all calls of an agent together say of its server, told as an operator wants to read it: the lines of its outages, and
 * once, for good, that it will not have this agent any more. The errors that went into that are marked as told, so that no loop
 * tells them again.
 */
export class ServerContact {
  /** Resolves when the server refuses the agent itself: its token, its name, its version. Repeating is of no use then. */
  readonly refused: Promise<AgentRefused>;
  readonly #server: string;
  readonly #logger: Logger;
  readonly #lines: OutageLines;
  #refuse: (error: AgentRefused) => void = () => {};

  /** @param options.elapsed milliseconds that only go up */
  constructor(options: { readonly server: string; readonly logger: Logger; readonly elapsed: () => number }) {
    const { elapsed, logger, server } = options;
    this.#server = server;
    this.#logger = logger;
    this.#lines = outageLines({ worthALineMs: WORTH_A_LINE_MS, firstReminderMs: FIRST_REMINDER_MS, elapsed });
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
    const line = this.#lines.failed();
    if (line !== null) this.#say(line, { reason: message });
  }

  #answered(): void {
    const line = this.#lines.answered();
    if (line !== null) this.#say(line, {});
  }

  #say({ kind, ...seconds }: OutageLine, why: { readonly reason?: string }): void {
    const what = {
      away: "the server is away; jobs go on, and what they leave is sent when it is back",
      "still-away": "the server is still away",
      back: "the server is back",
    }[kind];
    this.#logger.warn({ server: this.#server, ...why, ...seconds }, what);
  }
}

/** Logs leave out, above debug, what carries this: as with a database that is away. */
const TOLD = { told: true } as const;

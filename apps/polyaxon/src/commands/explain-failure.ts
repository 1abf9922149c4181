import {
  ApiError,
  ForbiddenError,
  InvalidOptionError,
  InvalidRequestError,
  NotFoundError,
  ServerFaultError,
  UnauthorizedError,
  UnreachableError,
} from "@polyaxon/client";
import { CommanderError } from "commander";
import { CliError } from "./cli-error.ts";
import { EXIT, type ExitReason } from "./exit-codes.ts";

export interface Explanation {
  readonly code: number;
  /** First the problem, then its details. Empty when it was already printed. */
  readonly messages: readonly string[];
  readonly hints: readonly string[];
}

/** What to print and to answer for anything a command may throw. Unknown errors are ours: they keep their stack. */
export function explainFailure(error: unknown): Explanation {
  if (error instanceof CliError) return explanation(error.exit, [error.message], error.hints);
  if (error instanceof CommanderError)
    return { code: error.exitCode === 0 ? 0 : EXIT.usage.code, messages: [], hints: [] };
  if (error instanceof InvalidOptionError) return explanation("usage", [error.message]);
  if (error instanceof UnreachableError) return unreachable(error);
  if (error instanceof ApiError) return refused(error);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return explanation("failed", [`this is a defect of polyaxon itself: ${stack}`]);
}

function unreachable(error: UnreachableError): Explanation {
  return explanation(
    "unreachable",
    [`no server answers at ${error.host} (${error.reason})`],
    [
      "start one in another terminal: polyaxon server",
      "or name another: export POLYAXON_HOST=http://HOST:PORT (for good: polyaxon config set --host ...)",
    ],
  );
}

function refused(error: ApiError): Explanation {
  const messages = error.messages.length > 0 ? error.messages : [error.message];
  if (error instanceof NotFoundError)
    return explanation("notFound", [`not found: ${describe(error)}`], messages.filter(saysMore));
  if (error instanceof UnauthorizedError) {
    return explanation("refused", messages, [
      "set a token: export POLYAXON_AUTH_TOKEN=... (for good: polyaxon config set --token ...)",
    ]);
  }
  if (error instanceof ForbiddenError) return explanation("refused", messages);
  if (error instanceof InvalidRequestError) return explanation("usage", messages);
  // It has said what it waits for, or that too much is asked of it at once.
  if (error instanceof ServerFaultError && (error.status === 503 || error.status === 429))
    return explanation(
      "failed",
      [`the server cannot answer now (${error.status}): ${messages.join("; ")}`],
      [
        error.code === "store-unreachable"
          ? "it waits for its database and goes on by itself when that answers; nothing has to be restarted"
          : "the same may succeed later: try again in a moment",
      ],
    );
  // What answers there is no server of ours, or another one stands for it.
  if (error.status < 400) return explanation("failed", messages);
  return explanation(
    "failed",
    [`the server failed on ${describe(error)}: ${messages.join("; ")}`],
    ["its log has the reason"],
  );
}

const describe = (error: ApiError): string => `${error.call.method} ${error.call.path}`;
const saysMore = (message: string): boolean => !/^not found\.?$/i.test(message);

const explanation = (exit: ExitReason, messages: readonly string[], hints: readonly string[] = []): Explanation => ({
  code: EXIT[exit].code,
  messages,
  hints,
});

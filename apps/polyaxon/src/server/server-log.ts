import type { Logger } from "@polyaxon/orchestrator";
import pino from "pino";

const WARN = 40;

function saysWhatIsTold(fields: unknown): boolean {
  if (typeof fields !== "object" || fields === null) return false;
  const { err, error = err } = fields as { readonly err?: unknown; readonly error?: unknown };
  for (let at = error; at instanceof Error; at = at.cause) if ("told" in at && at.told === true) return true;
  return false;
}

/** Structured lines on stderr, so that what a command prints on stdout stays clean. */
export function serverLog(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: pino.stdSerializers.err },
      hooks: {
        logMethod(args, method, level) {
          // An outage fails everything that wants the database; the store says so, once. The rest is for debugging.
          if (level >= WARN && saysWhatIsTold(args[0])) this.debug(...args);
          else method.apply(this, args);
        },
      },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

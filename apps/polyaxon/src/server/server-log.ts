import type { Logger } from "@polyaxon/orchestrator";
import pino from "pino";

/** Structured lines on stderr, so that what a command prints on stdout stays clean. */
export function serverLog(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: pino.stdSerializers.err },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

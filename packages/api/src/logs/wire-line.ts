import { type LogLine, microsToIso } from "@polyaxon/tracking";
import { z } from "zod";

/** A line on the wire. Only these keys: upstream's clients refuse others. */
export const lineSchema = z.strictObject({
  timestamp: z.string(),
  node: z.string(),
  pod: z.string(),
  container: z.string(),
  value: z.string(),
});

export const wireLine = (line: LogLine): z.output<typeof lineSchema> => ({
  timestamp: microsToIso(line.timestampMicros),
  node: line.node,
  pod: line.pod,
  container: line.container,
  value: line.value,
});

/** For our own clients. `eol` false: the line was cut before its line break, the next one of its container goes on with it. */
export const placedLineSchema = lineSchema.extend({ eol: z.boolean().optional() });

export const wirePlacedLine = (line: LogLine): z.output<typeof placedLineSchema> => ({
  ...wireLine(line),
  ...(line.eol === undefined ? {} : { eol: line.eol }),
});

import { z } from "zod";
import { byKind, orTemplate } from "./choices.ts";
import { boolean, float, integer, listOf, text, words } from "./scalars.ts";
import { section } from "./section.ts";

export const optimization = words("maximize", "minimize");
export type Optimization = z.output<typeof optimization>;

const whole = integer.optional();

const stoppingPolicy = byKind("stopping policy", {
  median: section({ kind: z.literal("median"), evaluationInterval: whole, minInterval: whole, minSamples: whole }),
  truncation: section({
    kind: z.literal("truncation"),
    percent: float,
    evaluationInterval: integer,
    minInterval: whole,
    minSamples: whole,
    includeSucceeded: boolean.optional(),
  }),
  diff: section({
    kind: z.literal("diff"),
    percent: float,
    evaluationInterval: integer,
    minInterval: whole,
    minSamples: whole,
  }),
});
export type StoppingPolicy = z.output<typeof stoppingPolicy>;

export const earlyStopping = byKind("early stopping", {
  failure_early_stopping: section({ kind: z.literal("failure_early_stopping"), percent: float }),
  metric_early_stopping: section({
    kind: z.literal("metric_early_stopping"),
    metric: text,
    value: float,
    optimization,
    policy: stoppingPolicy.optional(),
  }),
});
export type EarlyStopping = z.output<typeof earlyStopping>;

export const earlyStoppingList = orTemplate(listOf(earlyStopping));

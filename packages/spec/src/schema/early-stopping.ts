import { byKind, orTemplate } from "./choices.ts";
import { boolean, float, integer, listOf, text, words, constant } from "./scalars.ts";
import { section } from "./section.ts";
import type { Output } from "./schema.ts";

export const optimization = words("maximize", "minimize");
export type Optimization = Output<typeof optimization>;

const whole = integer.optional();

const stoppingPolicy = byKind("stopping policy", {
  median: section({ kind: constant("median"), evaluationInterval: whole, minInterval: whole, minSamples: whole }),
  truncation: section({
    kind: constant("truncation"),
    percent: float,
    evaluationInterval: integer,
    minInterval: whole,
    minSamples: whole,
    includeSucceeded: boolean.optional(),
  }),
  diff: section({
    kind: constant("diff"),
    percent: float,
    evaluationInterval: integer,
    minInterval: whole,
    minSamples: whole,
  }),
});
export type StoppingPolicy = Output<typeof stoppingPolicy>;

export const earlyStopping = byKind("early stopping", {
  failure_early_stopping: section({ kind: constant("failure_early_stopping"), percent: float }),
  metric_early_stopping: section({
    kind: constant("metric_early_stopping"),
    metric: text,
    value: float,
    optimization,
    policy: stoppingPolicy.optional(),
  }),
});
export type EarlyStopping = Output<typeof earlyStopping>;

export const earlyStoppingList = orTemplate(listOf(earlyStopping));

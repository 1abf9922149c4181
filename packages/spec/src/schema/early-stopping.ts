import { byKind, orTemplate } from "./choices.ts";
import { float, listOf, templatedBoolean, templatedInteger, text, words, constant } from "./scalars.ts";
import { section } from "./section.ts";
import type { Output } from "./schema.ts";

export const optimization = words("maximize", "minimize");
export type Optimization = Output<typeof optimization>;

const number = orTemplate(float);
const whole = templatedInteger.optional();

const stoppingPolicy = byKind("stopping policy", {
  median: section({ kind: constant("median"), evaluationInterval: whole, minInterval: whole, minSamples: whole }),
  truncation: section({
    kind: constant("truncation"),
    percent: number,
    evaluationInterval: templatedInteger,
    minInterval: whole,
    minSamples: whole,
    includeSucceeded: templatedBoolean.optional(),
  }),
  diff: section({
    kind: constant("diff"),
    percent: number,
    evaluationInterval: templatedInteger,
    minInterval: whole,
    minSamples: whole,
  }),
});
export type StoppingPolicy = Output<typeof stoppingPolicy>;

export const earlyStopping = byKind("early stopping", {
  failure_early_stopping: section({ kind: constant("failure_early_stopping"), percent: number }),
  metric_early_stopping: section({
    kind: constant("metric_early_stopping"),
    metric: text,
    value: number,
    optimization,
    policy: stoppingPolicy.optional(),
  }),
});
export type EarlyStopping = Output<typeof earlyStopping>;

export const earlyStoppingList = orTemplate(listOf(earlyStopping));

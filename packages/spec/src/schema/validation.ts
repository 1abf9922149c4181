import { orTemplate } from "./choices.ts";
import { anything, float, templatedBoolean, templatedInteger, templatedList, text } from "./scalars.ts";
import { section } from "./section.ts";
import type { Output } from "./schema.ts";

const bound = orTemplate(float).optional();
const count = templatedInteger.optional();
const keyList = templatedList(text).optional();

/** Rules that a converted input or output value must meet. `delay` is read but has no effect; `delayValidation` has. */
export const validation = section({
  delay: templatedBoolean.optional(),
  gt: bound,
  ge: bound,
  lt: bound,
  le: bound,
  multipleOf: bound,
  minDigits: count,
  maxDigits: count,
  decimalPlaces: count,
  regex: text.optional(),
  minLength: count,
  maxLength: count,
  contains: anything.optional(),
  excludes: anything.optional(),
  options: anything.optional(),
  minItems: count,
  maxItems: count,
  keys: keyList,
  containsKeys: keyList,
  excludesKeys: keyList,
});
export type Validation = Output<typeof validation>;

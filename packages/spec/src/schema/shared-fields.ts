import { build, event, hook, join, schedule, trigger } from "./automation.ts";
import { cache } from "./cache.ts";
import { orTemplate } from "./choices.ts";
import { matrix } from "./matrix.ts";
import { plugins } from "./plugins.ts";
import { boolean, commaList, float, listOf, name, templatedBoolean, templatedList, text } from "./scalars.ts";
import { section } from "./section.ts";
import { termination } from "./termination.ts";
import { type Output, Schema } from "./schema.ts";

const mountSection = section({ from: text, to: text.optional() });

/** `{from, to}`, or text `from:to` or `from`; text is kept as written. */
const mount = new Schema<string | Output<typeof mountSection>>(
  { is: "either", of: [mountSection, text] },
  (value, findings) => (typeof value === "string" ? value : mountSection.read(value, findings)),
);

/** Fields that component, operation and compiled operation share. */
export const sharedFields = {
  version: float.optional(),
  name: name.optional(),
  description: text.optional(),
  tags: commaList.optional(),
  presets: commaList.optional(),
  queue: text.optional(),
  namespace: text.optional(),
  cache: orTemplate(cache).optional(),
  termination: orTemplate(termination).optional(),
  plugins: orTemplate(plugins).optional(),
  build: orTemplate(build).optional(),
  hooks: templatedList(hook).optional(),
  isApproved: templatedBoolean.optional(),
  cost: orTemplate(float).optional(),
  mount: listOf(mount).optional(),
} as const;

/** Fields of an operation that its compiled form keeps. */
export const schedulingFields = {
  schedule: schedule.optional(),
  events: templatedList(event).optional(),
  matrix: matrix.optional(),
  joins: templatedList(join).optional(),
  dependencies: templatedList(text).optional(),
  trigger: orTemplate(trigger).optional(),
  conditions: text.optional(),
  skipOnUpstreamSkip: boolean.optional(),
} as const;

export const template = section({
  enabled: templatedBoolean.optional(),
  description: text.optional(),
  fields: templatedList(text).optional(),
});

/** Every section that may stand at the root of some kind of file; others are refused before a kind's own schema is asked. */
export const ROOT_SECTIONS: ReadonlySet<string> = new Set([
  "kind",
  ...Object.keys(sharedFields),
  ...Object.keys(schedulingFields),
  "params",
  "isPreset",
  "patchStrategy",
  "template",
  "hubRef",
  "dagRef",
  "pathRef",
  "urlRef",
  "component",
  "connections",
  "inputs",
  "outputs",
  "contexts",
  "run",
  "runPatch",
]);

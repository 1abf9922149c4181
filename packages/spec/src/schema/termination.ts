import { orTemplate } from "./choices.ts";
import { execAction, httpGetAction, podFailurePolicy } from "./kubernetes.ts";
import { templatedNatural } from "./scalars.ts";
import { section } from "./section.ts";
import type { Output } from "./schema.ts";

/** How a run ends. `timeout` and `ttl` in seconds; `ttl` counts from the end of the run. */
export const termination = section({
  maxRetries: templatedNatural.optional(),
  ttl: templatedNatural.optional(),
  timeout: templatedNatural.optional(),
  culling: section({ timeout: templatedNatural.optional() }).optional(),
  probe: section({ exec: execAction.optional(), http: httpGetAction.optional() }).optional(),
  podFailurePolicy: orTemplate(podFailurePolicy).optional(),
});
export type Termination = Output<typeof termination>;

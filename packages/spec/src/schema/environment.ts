import { orTemplate } from "./choices.ts";
import { affinity, dnsConfig, hostAlias, podSecurityContext, toleration } from "./kubernetes.ts";
import { boolean, genericText, looseInteger, mapOf, templatedList, text, words } from "./scalars.ts";
import { section } from "./section.ts";
import type { Output } from "./schema.ts";

const labels = orTemplate(mapOf(genericText)).optional();

export const environment = section({
  labels,
  annotations: labels,
  nodeSelector: labels,
  affinity: orTemplate(affinity).optional(),
  tolerations: templatedList(toleration).optional(),
  nodeName: text.optional(),
  serviceAccountName: text.optional(),
  hostAliases: templatedList(hostAlias).optional(),
  securityContext: orTemplate(podSecurityContext).optional(),
  imagePullSecrets: templatedList(text).optional(),
  hostNetwork: orTemplate(boolean).optional(),
  hostPID: orTemplate(boolean).optional(),
  dnsPolicy: text.optional(),
  dnsConfig: orTemplate(dnsConfig).optional(),
  schedulerName: text.optional(),
  priorityClassName: text.optional(),
  priority: orTemplate(looseInteger).optional(),
  restartPolicy: orTemplate(words("Always", "OnFailure", "Never", "ExitCode")).optional(),
});
export type Environment = Output<typeof environment>;

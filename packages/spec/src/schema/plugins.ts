import { STATUS_WORDS } from "./status-words.ts";
import { orTemplate } from "./choices.ts";
import { resourceRequirements } from "./kubernetes.ts";
import { templatedBoolean, templatedInteger, templatedList, text, words } from "./scalars.ts";
import { section } from "./section.ts";
import type { Output } from "./schema.ts";

const flag = templatedBoolean.optional();

const sidecar = section({
  image: text.optional(),
  imageTag: text.optional(),
  imagePullPolicy: text.optional(),
  sleepInterval: templatedInteger.optional(),
  syncInterval: templatedInteger.optional(),
  monitorLogs: flag,
  monitorSpec: flag,
  noConnections: flag,
  resources: orTemplate(resourceRequirements).optional(),
});

const notification = section({ connections: templatedList(text), trigger: words(...STATUS_WORDS).optional() });

/** What the platform adds to a run. A field left out has the default of the reference, not false. */
export const plugins = section({
  auth: flag,
  docker: flag,
  shm: flag,
  tmux: flag,
  sandbox: flag,
  ssh: flag,
  mountArtifactsStore: flag,
  collectArtifacts: flag,
  collectLogs: flag,
  collectResources: flag,
  syncStatuses: flag,
  autoResume: flag,
  externalHost: flag,
  logLevel: text.optional(),
  sidecar: orTemplate(sidecar).optional(),
  notifications: templatedList(notification).optional(),
});
export type Plugins = Output<typeof plugins>;

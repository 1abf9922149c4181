import { affinity, container, podSecurityContext, toleration, volume } from "../../schema/kubernetes.ts";
import type { AnySchema } from "../../schema/schema.ts";
import type { Descriptions } from "./description.ts";

/** What Kubernetes defines is described there; here stand the fields that most files have. */
const asKubernetes = (what: string, fields: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(fields.map((field) => [field, `\`${field}\` of a Kubernetes ${what}.`]));

function namesOf(schema: AnySchema): readonly string[] {
  const declaration = schema.accepts;
  return declaration.is === "section" ? Object.keys(declaration.shape) : [];
}

export const kubernetes: Descriptions = {
  Container: {
    about: "A container, as Kubernetes has it. Keys below the first level are kept as they are written.",
    fields: {
      ...asKubernetes("container", namesOf(container)),
      name: "Default `polyaxon-main`.",
      image: "The image. Runs that are processes of a machine ignore it.",
      command: "Text or a list.",
      args: "Text or a list. `{{ params.as_args }}` is all params as arguments.",
      env: "Environment variables: a list of `{name, value}`.",
      resources: "`requests` and `limits` of `cpu`, `memory`, `nvidia.com/gpu`, ...",
      workingDir: "The folder the command runs in.",
    },
  },
  Volume: {
    about: "A volume, as Kubernetes has it.",
    fields: { ...asKubernetes("volume", namesOf(volume)), name: "Containers mount it by this name." },
  },
  Environment: {
    about: "Where and how the pod runs.",
    fields: {
      labels: "Labels of the pod. What is not text becomes JSON.",
      annotations: "Annotations of the pod.",
      nodeSelector: "Labels that the node must have.",
      affinity: "Which nodes and which neighbours it prefers.",
      tolerations: "Taints of nodes that it tolerates.",
      nodeName: "The node.",
      serviceAccountName: "The account it runs as.",
      hostAliases: "Lines for its hosts file.",
      securityContext: "User, groups, rights.",
      imagePullSecrets: "Secrets for pulling images.",
      hostNetwork: "Uses the node's network.",
      hostPID: "Sees the node's processes.",
      dnsPolicy: "How names are resolved.",
      dnsConfig: "Name servers of its own.",
      schedulerName: "The scheduler that places it.",
      priorityClassName: "Its priority class.",
      priority: "Its priority, as a number.",
      restartPolicy: "When its containers are started again.",
    },
  },
  Affinity: {
    about: "Which nodes and which neighbours a pod prefers.",
    fields: asKubernetes("affinity", namesOf(affinity)),
  },
  Toleration: { about: "A taint that a pod tolerates.", fields: asKubernetes("toleration", namesOf(toleration)) },
  HostAlias: { about: "A line for the hosts file.", fields: { hostnames: "The names.", ip: "Their address." } },
  SecurityContext: {
    about: "User, groups and rights of a pod or container.",
    fields: asKubernetes("security context", namesOf(podSecurityContext)),
  },
  DnsConfig: {
    about: "How names are resolved.",
    fields: { nameservers: "Addresses of name servers.", options: "Options.", searches: "Domains to try." },
  },
  PodFailurePolicy: { about: "Kubernetes' own rules for failures of pods.", fields: { rules: "The rules, in order." } },
  ExecAction: { about: "A command in the container.", fields: { command: "The command, as a list." } },
  HttpGetAction: {
    about: "A request to the container.",
    fields: {
      host: "Default: the pod's address.",
      httpHeaders: "Headers.",
      path: "The path.",
      port: "The port.",
      scheme: "`HTTP` or `HTTPS`.",
    },
  },
  ResourceRequirements: {
    about: "What a container may use.",
    fields: { claims: "Claims.", limits: "At most.", requests: "At least." },
  },
};

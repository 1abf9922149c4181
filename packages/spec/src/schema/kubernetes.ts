import { wrongType } from "./reader.ts";
import { section } from "./section.ts";
import { anything, listOf, text } from "./scalars.ts";
import { type Output, Schema } from "./schema.ts";

/**
 * Kubernetes core/v1 objects. Only their first level of keys is checked and spelled in camelCase; everything below stays exactly
 * as it was written, because the cluster is the judge of it.
 */

const free = anything.optional();

/** `command` and `args`: text or a list, kept as written; the list is made when the container is built. */
const textOrList = new Schema<string | readonly unknown[]>(
  { is: "either", of: [listOf(anything), text] },
  (value, findings) =>
    typeof value === "string" || Array.isArray(value) ? value : wrongType(findings, "text or a list"),
);

export const container = section({
  name: text.optional(),
  image: text.optional(),
  command: textOrList.optional(),
  args: textOrList.optional(),
  env: free,
  envFrom: free,
  imagePullPolicy: text.optional(),
  lifecycle: free,
  livenessProbe: free,
  ports: free,
  readinessProbe: free,
  resizePolicy: free,
  resources: free,
  restartPolicy: free,
  securityContext: free,
  startupProbe: free,
  stdin: free,
  stdinOnce: free,
  terminationMessagePath: free,
  terminationMessagePolicy: free,
  tty: free,
  volumeDevices: free,
  volumeMounts: free,
  workingDir: text.optional(),
});
export type Container = Output<typeof container>;

export const volume = section({
  name: text,
  awsElasticBlockStore: free,
  azureDisk: free,
  azureFile: free,
  cephfs: free,
  cinder: free,
  configMap: free,
  csi: free,
  downwardAPI: free,
  emptyDir: free,
  ephemeral: free,
  fc: free,
  flexVolume: free,
  flocker: free,
  gcePersistentDisk: free,
  gitRepo: free,
  glusterfs: free,
  hostPath: free,
  image: free,
  iscsi: free,
  nfs: free,
  persistentVolumeClaim: free,
  photonPersistentDisk: free,
  portworxVolume: free,
  projected: free,
  quobyte: free,
  rbd: free,
  scaleIO: free,
  secret: free,
  storageos: free,
  vsphereVolume: free,
});
export type Volume = Output<typeof volume>;

/** Keys of the pod's and of a container's security context: upstream takes both here. */
export const podSecurityContext = section({
  allowPrivilegeEscalation: free,
  capabilities: free,
  privileged: free,
  procMount: free,
  readOnlyRootFilesystem: free,
  appArmorProfile: free,
  fsGroup: free,
  fsGroupChangePolicy: free,
  runAsGroup: free,
  runAsNonRoot: free,
  runAsUser: free,
  seLinuxChangePolicy: free,
  seLinuxOptions: free,
  seccompProfile: free,
  supplementalGroups: free,
  supplementalGroupsPolicy: free,
  sysctls: free,
  windowsOptions: free,
});

export const affinity = section({ nodeAffinity: free, podAffinity: free, podAntiAffinity: free });
export const toleration = section({ effect: free, key: free, operator: free, tolerationSeconds: free, value: free });
export const hostAlias = section({ hostnames: free, ip: free });
export const dnsConfig = section({ nameservers: free, options: free, searches: free });
export const podFailurePolicy = section({ rules: free });
export const execAction = section({ command: free });
export const httpGetAction = section({ host: free, httpHeaders: free, path: free, port: free, scheme: free });
export const resourceRequirements = section({ claims: free, limits: free, requests: free });

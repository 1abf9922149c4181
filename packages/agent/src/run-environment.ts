import type { ExecutionPlan } from "@polyaxon/compiler";

export type EnvEntry = { readonly name: string; readonly value: string };

/** What a process needs of its user's environment to find programs, files and its language; nothing else gets through. */
const ALLOWED = new Set([
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LANGUAGE",
  "TZ",
  "TMPDIR",
  "VIRTUAL_ENV",
  // Of an agent that was itself given only some of a machine's GPUs.
  "CUDA_VISIBLE_DEVICES",
  // What the numbers of devices mean.
  "CUDA_DEVICE_ORDER",
  // Whoever sets it for the agent says how its scripts shall print; empty leaves it to Python.
  "PYTHONUNBUFFERED",
]);

/**
 * Set where nobody says otherwise. Python keeps what is printed to a pipe until 8 KB are full: hours of a training would show nothing,
 * and a traceback would come before the lines that led to it.
 */
const DEFAULTS: readonly EnvEntry[] = [{ name: "PYTHONUNBUFFERED", value: "1" }];

/** What a process on the agent's own machine begins with; of two entries with one name, here and in what follows, the later holds. */
export const hostEnvironment = (env: Readonly<Record<string, string | undefined>>): EnvEntry[] => [
  ...DEFAULTS,
  ...allowedHostEnvironment(env),
];

export function allowedHostEnvironment(env: Readonly<Record<string, string | undefined>>): EnvEntry[] {
  const entries: EnvEntry[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && (ALLOWED.has(name) || /^(?:CONDA|LC)_/.test(name))) entries.push({ name, value });
  }
  return entries;
}

/**
 * The variables through which tracking finds its run (api reference §15). The flag that makes the Python client do the
 * sidecar's work is not among them: the agent does it.
 */
export function runEnvironment(run: {
  readonly instance: string;
  readonly attempt: number;
  readonly token: string;
  readonly host: string;
  readonly namespace: string;
  readonly nodeName: string;
  readonly podId: string;
  readonly contextRoot: string;
  readonly artifactsRoot: string;
  readonly spool: string;
}): EnvEntry[] {
  return Object.entries({
    POLYAXON_K8S_NODE_NAME: run.nodeName,
    POLYAXON_K8S_NAMESPACE: run.namespace,
    POLYAXON_K8S_POD_ID: run.podId,
    POLYAXON_HOST: run.host,
    POLYAXON_API_VERSION: "v1",
    POLYAXON_IS_MANAGED: "true",
    POLYAXON_RUN_INSTANCE: run.instance,
    POLYAXON_RUN_ATTEMPT: String(run.attempt),
    POLYAXON_AUTH_TOKEN: run.token,
    POLYAXON_HEADER: "X-POLYAXON-SERVICE",
    POLYAXON_HEADER_SERVICE: "runner",
    POLYAXON_CONTEXT_ROOT: run.contextRoot,
    POLYAXON_ARTIFACTS_ROOT: run.artifactsRoot,
    POLYAXON_TRACKING_SPOOL: run.spool,
  }).map(([name, value]) => ({ name, value }));
}

/** The plan with the host's part of the environment before its own, and what only the plan could tell after it. */
export function withHostEnvironment(plan: ExecutionPlan, host: readonly EnvEntry[]): ExecutionPlan {
  const collects: EnvEntry[] = plan.collect.artifacts ? [{ name: "POLYAXON_COLLECT_ARTIFACTS", value: "true" }] : [];
  return {
    ...plan,
    main: plan.main.map((container) => ({ ...container, env: [...host, ...container.env, ...collects] })),
  };
}

/**
 * The plan with the devices that the attempt holds, each given to one of its processes in turn, as many as that asks for. They win
 * over what the run sets itself, and a process that asks for none sees none: it must not take what another run holds.
 */
export function withGpus(plan: ExecutionPlan, gpus: readonly string[]): ExecutionPlan {
  const left = [...gpus];
  return {
    ...plan,
    main: plan.main.map((container) => {
      const own = left.splice(0, container.resources.gpu ?? 0).join(",");
      return {
        ...container,
        env: [
          ...container.env.filter(({ name }) => !GPU_VARIABLES.has(name)),
          { name: "CUDA_VISIBLE_DEVICES", value: own },
          { name: "NVIDIA_VISIBLE_DEVICES", value: own === "" ? "none" : own },
        ],
      };
    }),
  };
}

const GPU_VARIABLES: ReadonlySet<string> = new Set(["CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES"]);

import type { Container } from "@polyaxon/spec";
import type { PlanContainer } from "../execution-plan.ts";
import { isObject } from "../json.ts";
import { PlanError } from "./plan-error.ts";
import { bytes, cores, devices } from "./quantities.ts";
import { type Rendering, renderArguments, renderData, renderString } from "./render-run.ts";

type Env = readonly { readonly name: string; readonly value: string }[];

export interface ContainerSurroundings extends Rendering {
  /** Where the container stands: `run.container`, `run.sidecars[0]`. */
  readonly where: string;
  readonly defaultName: string;
  /** Before and after the container's own variables; the last of one name wins. */
  readonly envBefore: Env;
  readonly envAfter: Env;
  readonly notices: string[];
}

/** Keys that only a cluster gives a meaning to. */
const CLUSTER_ONLY = [
  ..."imagePullPolicy lifecycle livenessProbe readinessProbe startupProbe securityContext ports resizePolicy stdin stdinOnce tty".split(
    " ",
  ),
  ..."terminationMessagePath terminationMessagePolicy volumeDevices restartPolicy".split(" "),
] as const;

/** A container of the specification, rendered and in the plan's terms. */
export function planContainer(container: Container, around: ContainerSurroundings): PlanContainer {
  const { where, notices } = around;
  const given = container as Readonly<Record<string, unknown>>;
  for (const key of CLUSTER_ONLY) {
    if (given[key] !== undefined) notices.push(`${where}.${key} has an effect on Kubernetes only`);
  }
  if (Array.isArray(container.envFrom) && container.envFrom.length > 0) {
    throw new PlanError(
      "Unsupported",
      `${where}.envFrom: variables from secrets and config maps are not available yet`,
    );
  }
  if (typeof container.command === "string" && /\S\s+\S/.test(container.command)) {
    notices.push(`${where}.command is one word with spaces, not a shell line: write a list such as [sh, -c, "..."]`);
  }
  const text = (value: string | undefined, key: string): string | null =>
    value === undefined ? null : renderString(value, `${where}.${key}`, around) || null;
  return {
    name: text(container.name, "name") ?? around.defaultName,
    image: text(container.image, "image"),
    command: renderArguments(container.command, `${where}.command`, around),
    args: renderArguments(container.args, `${where}.args`, around),
    env: lastOfEachName([...around.envBefore, ...ownEnv(container.env, around), ...around.envAfter]),
    workingDir: text(container.workingDir, "workingDir"),
    resources: resourcesOf(container.resources, around),
    mounts: mountsOf(container.volumeMounts, around),
  };
}

function ownEnv(env: unknown, around: ContainerSurroundings): Env {
  if (env === undefined || env === null) return [];
  const where = `${around.where}.env`;
  const items = typeof env === "string" ? renderData(env, where, around) : env;
  if (!Array.isArray(items)) throw new PlanError("InvalidSpec", `${where}: expected a list of {name, value}`);
  return items.map((item: unknown, index) => {
    if (!isObject(item) || typeof item["name"] !== "string")
      throw new PlanError("InvalidSpec", `${where}[${index}]: expected {name, value}`);
    const name = renderString(item["name"], `${where}[${index}].name`, around);
    const from = item["valueFrom"] ?? item["value_from"];
    if (from !== undefined && from !== null) {
      throw new PlanError(
        "Unsupported",
        `${where}: \`${name}\` is taken from a secret, a config map or a field, which is not available yet`,
      );
    }
    return { name, value: renderString(item["value"] ?? "", `${where}.${name}`, around) };
  });
}

/** In order of first appearance, with the last value. */
export function lastOfEachName(env: Env): Env {
  const byName = new Map(env.map(({ name, value }) => [name, value] as const));
  return [...byName].map(([name, value]) => ({ name, value }));
}

/** What a container asks for; requests win over limits, key by key. */
export function resourcesOf(
  resources: unknown,
  around: Pick<ContainerSurroundings, "where" | "notices" | "scope" | "budget">,
): PlanContainer["resources"] {
  const none = { cpu: null, memoryBytes: null, gpu: null };
  if (resources === undefined || resources === null) return none;
  const where = `${around.where}.resources`;
  const rendered = renderData(resources, where, around);
  if (!isObject(rendered)) throw new PlanError("InvalidSpec", `${where}: expected {requests, limits}`);
  const { limits, requests } = rendered;
  // Requests win over limits, key by key.
  const wanted: Record<string, unknown> = {
    ...(isObject(limits) ? limits : {}),
    ...(isObject(requests) ? requests : {}),
  };
  const result: Record<keyof typeof none, number | null> = { ...none };
  for (const [key, value] of Object.entries(wanted)) {
    const read =
      key === "cpu" ? cores(value) : key === "memory" ? bytes(value) : key.includes("gpu") ? devices(value) : undefined;
    if (read === undefined) around.notices.push(`${where}: \`${key}\` has an effect on Kubernetes only`);
    else if (read === null)
      throw new PlanError(
        "InvalidSpec",
        `${where}: \`${key}\` expected a quantity such as ${key === "cpu" ? "500m" : key === "memory" ? "1Gi" : "1"}, found ${JSON.stringify(value)}`,
      );
    else if (key === "cpu") result.cpu = read;
    else if (key === "memory") result.memoryBytes = read;
    else result.gpu = (result.gpu ?? 0) + read;
  }
  return result;
}

function mountsOf(mounts: unknown, around: ContainerSurroundings): PlanContainer["mounts"] {
  if (mounts === undefined || mounts === null) return [];
  const where = `${around.where}.volumeMounts`;
  const rendered = renderData(mounts, where, around);
  if (!Array.isArray(rendered)) throw new PlanError("InvalidSpec", `${where}: expected a list`);
  return (rendered as readonly unknown[]).map((mount, index) => {
    const fields = isObject(mount) ? mount : {};
    const path = fields["mountPath"] ?? fields["mount_path"];
    if (typeof fields["name"] !== "string" || typeof path !== "string")
      throw new PlanError("InvalidSpec", `${where}[${index}]: expected {name, mountPath}`);
    return { name: fields["name"], path, readOnly: (fields["readOnly"] ?? fields["read_only"]) === true };
  });
}

import { readBytes, readCores } from "@polyaxon/compiler";
import { type Command, InvalidArgumentError } from "commander";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./cli-error.ts";

/** How much of this machine an agent may give to runs. */
export interface HostOptions {
  readonly cpu?: number;
  readonly memory?: number;
  readonly gpus?: readonly string[];
}

/** As a server takes it: only what was said. */
interface HostSettings {
  readonly cpu?: number;
  readonly memoryBytes?: number;
  readonly gpus?: readonly string[];
}

export const withHostOptions = (command: Command): Command =>
  command
    .option("--cpu <cores>", "CPUs for runs that request some (POLYAXON_AGENT_CPU); default: all", readCpu)
    .option(
      "--memory <size>",
      "memory for runs that request some, such as 8Gi (POLYAXON_AGENT_MEMORY); default: all",
      readMemory,
    )
    .option(
      "--gpus <n|devices>",
      "GPUs to hand out: how many, or which (0,1 or GPU-UUID,...); 0 hands out none and every run sees all " +
        "(POLYAXON_AGENT_GPUS); default: CUDA_VISIBLE_DEVICES, else those of nvidia-smi",
      readGpus,
    );

/** Options win over the environment. */
export function hostSettings(options: HostOptions, env: CliContext["env"]): HostSettings {
  const cpu = options.cpu ?? fromEnv(env, "POLYAXON_AGENT_CPU", readCpu);
  const memoryBytes = options.memory ?? fromEnv(env, "POLYAXON_AGENT_MEMORY", readMemory);
  const gpus = options.gpus ?? fromEnv(env, "POLYAXON_AGENT_GPUS", readGpus);
  return {
    ...(cpu === undefined ? {} : { cpu }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(gpus === undefined ? {} : { gpus }),
  };
}

function fromEnv<T>(env: CliContext["env"], name: string, read: (text: string) => T): T | undefined {
  const text = env[name];
  if (!text) return undefined;
  try {
    return read(text);
  } catch (error) {
    throw new CliError("usage", `${name}: ${(error as Error).message}`);
  }
}

function readCpu(text: string): number {
  const cores = readCores(text);
  if (cores === null || cores > 1_000_000) throw new InvalidArgumentError("expected cores, such as 4 or 1500m");
  return cores;
}

function readMemory(text: string): number {
  const bytes = readBytes(text);
  if (bytes === null || !Number.isSafeInteger(bytes))
    throw new InvalidArgumentError("expected a size, such as 8Gi or 500M");
  return bytes;
}

const MOST_GPUS = 1_024;

function readGpus(text: string): readonly string[] {
  if (/^\d+$/.test(text)) {
    const count = Number(text);
    if (count > MOST_GPUS) throw new InvalidArgumentError(`expected at most ${MOST_GPUS} GPUs`);
    return Array.from({ length: count }, (_, index) => String(index));
  }
  const devices = text.split(",").map((device) => device.trim());
  const odd = devices.find((device) => !/^(\d+|(?:GPU|MIG)-[-\w/]{1,120})$/.test(device));
  if (odd !== undefined || new Set(devices).size !== devices.length || devices.length > MOST_GPUS)
    throw new InvalidArgumentError("expected how many, or different devices such as 0,2 or GPU-8f2c...,GPU-77aa...");
  return devices;
}

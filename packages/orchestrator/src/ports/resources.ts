/** What one attempt takes of its host, beside a slot. */
export interface RunResources {
  /** Thousandths of a core. */
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  /** Whole devices. */
  readonly gpus: number;
}

/** What an agent says its host has for runs. */
export interface HostResources {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  /** Devices by the words that `CUDA_VISIBLE_DEVICES` takes: `0`, `1`, `GPU-8f2c...`. Empty: none are handed out. */
  readonly gpus: readonly string[];
}

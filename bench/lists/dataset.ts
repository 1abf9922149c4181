import { createHash } from "node:crypto";

/** The project that the lists are read from. */
export const PROJECT = "many";
const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;

/** A number from 0 to 1 that looks random and is always the same (the finaliser of MurmurHash3). */
function fraction(run: number, key: number): number {
  let hash = Math.imul(run ^ Math.imul(key, 0x9e37_79b1), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

const pick = <T>(values: readonly T[], at: number): T => values[Math.floor(at * values.length)] as T;

export type Value = boolean | number | string;

/** Keys of one run's documents: 70 values in all. */
interface Key {
  readonly scope: "inputs" | "outputs" | "meta";
  readonly name: string;
  readonly of: (run: number) => Value;
}

const many = (scope: Key["scope"], prefix: string, count: number, from: number): readonly Key[] =>
  Array.from({ length: count }, (_, n) => ({
    scope,
    name: `${prefix}${n}`,
    of: (run) => fraction(run, from + n) * 10 ** (n % 4),
  }));

export const KEYS: readonly Key[] = [
  { scope: "inputs", name: "lr", of: (run) => 10 ** (-5 * fraction(run, 1)) },
  { scope: "inputs", name: "opt", of: (run) => pick(["adam", "sgd", "rmsprop", "lion"], fraction(run, 2)) },
  { scope: "inputs", name: "depth", of: (run) => 1 + Math.floor(fraction(run, 3) * 12) },
  { scope: "inputs", name: "augment", of: (run) => fraction(run, 4) < 0.5 },
  ...many("inputs", "p", 16, 10),
  { scope: "outputs", name: "loss", of: (run) => fraction(run, 40) },
  { scope: "outputs", name: "accuracy", of: (run) => 1 - fraction(run, 40) * fraction(run, 41) },
  {
    scope: "outputs",
    name: "note",
    of: (run) => (fraction(run, 42) < 0.001 ? "diverged" : `checkpoint of step ${run % 500}`),
  },
  ...many("outputs", "m", 42, 50),
  { scope: "meta", name: "has_metrics", of: () => true },
  { scope: "meta", name: "has_model", of: (run) => fraction(run, 5) < 0.1 },
  { scope: "meta", name: "iteration", of: (run) => run % 40 },
  { scope: "meta", name: "bracket", of: (run) => run % 5 },
  { scope: "meta", name: "progress", of: (run) => fraction(run, 6) },
];

const STATUSES = [
  [0.8, "succeeded"],
  [0.92, "failed"],
  [0.97, "stopped"],
  [0.999, "skipped"],
  [1, "running"],
] as const;

/** One run as the columns of its row. */
export interface BulkRun {
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  readonly username: string;
  readonly kind: string;
  readonly runtime: string;
  readonly managed_by: string;
  readonly status: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly started_at: number;
  readonly finished_at: number | null;
  readonly wait_time: number;
  readonly duration: number | null;
  readonly pipeline_id: number | null;
  readonly live_state: number;
  readonly tags: readonly string[];
  readonly inputs: string;
  readonly outputs: string;
  readonly meta_info: string;
}

export const uuidOf = (run: number): string => createHash("md5").update(`run ${run}`).digest("hex");
/** Every so-many-th run is a sweep; the runs behind it are its children. */
export const SWEEP = 250;

/** The run of a number, from 1: always the same one. */
export function bulkRun(id: number): BulkRun {
  const isSweep = id % SWEEP === 1;
  const status = STATUSES.find(([below]) => fraction(id, 7) < below)?.[1] ?? "succeeded";
  const created = START + id * 2 * MINUTE;
  const waited = Math.round(fraction(id, 8) * 120_000);
  const lasted = Math.round(fraction(id, 9) ** 2 * 36_000_000);
  const ends = status !== "running";
  const document = (scope: Key["scope"]): string =>
    JSON.stringify(Object.fromEntries(KEYS.filter((key) => key.scope === scope).map((key) => [key.name, key.of(id)])));
  return {
    id,
    uuid: uuidOf(id),
    name: `${pick(["train", "tune", "eval", "finetune"], fraction(id, 11))}-resnet${id % 7}-${fraction(id, 12) < 0.0003 ? "unicorn-" : ""}${id}`,
    username: pick(["ada", "bob", "cyd", "dan", "eve"], fraction(id, 13)),
    kind: isSweep ? "matrix" : fraction(id, 14) < 0.05 ? "service" : "job",
    runtime: isSweep ? "grid" : "job",
    managed_by: fraction(id, 15) < 0.2 ? "user" : "agent",
    status,
    created_at: created,
    updated_at: created + waited + lasted,
    started_at: created + waited,
    finished_at: ends ? created + waited + lasted : null,
    wait_time: waited / 1000,
    duration: ends ? lasted / 1000 : null,
    pipeline_id: isSweep || fraction(id, 16) < 0.4 ? null : id - ((id - 1) % SWEEP),
    live_state: fraction(id, 17) < 0.02 ? 0 : 1,
    tags: [
      `group-${id % 50}`,
      ...(fraction(id, 18) < 0.02 ? ["keep"] : []),
      ...(fraction(id, 19) < 0.002 ? ["best"] : []),
    ],
    inputs: document("inputs"),
    outputs: document("outputs"),
    meta_info: document("meta"),
  };
}

import type { PatchStrategy } from "@polyaxon/spec";
import { isObject, jsonKey } from "../json.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * Identity of a document; a patch never changes them. `runPatch` and `component` are the caller's business. In sections below, such
 * as a `build`, these names are fields like any other.
 */
const NEVER: ReadonlySet<string> = new Set(
  "version kind isPreset hubRef dagRef urlRef pathRef component patchStrategy runPatch".split(" "),
);
const ONLY_KIND: ReadonlySet<string> = new Set(["kind"]);
/** Sections of the language: patched field by field, with the same strategy. */
const SECTIONS: ReadonlySet<string> = new Set(
  (
    "cache termination plugins build template environment culling probe sidecar schedulingPolicy elasticPolicy " +
    "autoscalerOptions launcher worker master chief ps evaluator head scheduler"
  ).split(" "),
);
/** Kubernetes objects: patched by their first-level keys. */
const KUBERNETES: ReadonlySet<string> = new Set(
  "container affinity securityContext dnsConfig podFailurePolicy exec http".split(" "),
);
/** Told apart by `kind`: equal kinds are merged, other kinds replace each other. */
const BY_KIND: ReadonlySet<string> = new Set(["matrix", "schedule"]);

/**
 * Patches the fields of one section over another's. The field names say what each one is, so the same function serves
 * operations, compiled operations, runs and their parts. A field that is null in `patch` is an explicit null; an absent one
 * is not touched. Neither argument is changed.
 *
 * `volumes` and `sidecars` merge like every other list (upstream ignores such patches without a word).
 */
export function patchFields(base: Fields, patch: Fields, strategy: PatchStrategy, never = NEVER): Fields {
  const result: Record<string, unknown> = { ...base };
  for (const [name, fresh] of Object.entries(patch)) {
    if (fresh === undefined || never.has(name)) continue;
    const merged = patchField(name, base[name] ?? null, fresh, strategy);
    if (merged === null || merged === undefined) delete result[name];
    else result[name] = merged;
  }
  return result;
}

function patchField(name: string, old: unknown, fresh: unknown, strategy: PatchStrategy): unknown {
  if (old === null) return fresh;
  if (BY_KIND.has(name)) return patchByKind(old, fresh, strategy);
  if (SECTIONS.has(name) && isObject(old))
    return isObject(fresh) ? patchFields(old, fresh, strategy, ONLY_KIND) : leaf(old, fresh, strategy);
  if (KUBERNETES.has(name) && isObject(old))
    return isObject(fresh) ? patchKubernetes(old, fresh, strategy) : leaf(old, fresh, strategy);
  if (name === "workers" && isObject(old) && isObject(fresh)) return patchWorkers(old, fresh, strategy);
  return patchValue(old, fresh, strategy);
}

/** A whole section against something that is none: null leaves it, a template takes its place as a scalar would. */
const leaf = (old: unknown, fresh: unknown, strategy: PatchStrategy): unknown =>
  fresh === null || strategy === "isnull" || strategy === "pre_merge" ? old : fresh;

function patchByKind(old: unknown, fresh: unknown, strategy: PatchStrategy): unknown {
  if (strategy === "isnull") return old;
  if (strategy === "replace") return fresh;
  if (!isObject(old) || !isObject(fresh) || old["kind"] !== fresh["kind"])
    return strategy === "post_merge" ? fresh : old;
  const merged = patchFields(old, fresh, strategy);
  return { ...merged, kind: old["kind"] };
}

function patchKubernetes(old: Fields, fresh: Fields, strategy: PatchStrategy): Fields {
  const result: Record<string, unknown> = { ...old };
  for (const [key, value] of Object.entries(fresh)) {
    if (value === undefined) continue;
    const merged = (old[key] ?? null) === null ? value : patchValue(old[key], value, strategy);
    if (merged === null) delete result[key];
    else result[key] = merged;
  }
  return result;
}

/** Ray's workers are patched by name; a new name is a new group (upstream drops it). */
function patchWorkers(old: Fields, fresh: Fields, strategy: PatchStrategy): Fields {
  const result: Record<string, unknown> = { ...old };
  for (const [name, worker] of Object.entries(fresh)) {
    const known = old[name];
    result[name] = isObject(known) && isObject(worker) ? patchFields(known, worker, strategy) : (known ?? worker);
  }
  return result;
}

/** Maps, lists and scalars. */
function patchValue(old: unknown, fresh: unknown, strategy: PatchStrategy): unknown {
  switch (strategy) {
    case "isnull":
      return old;
    case "replace":
      return fresh;
    case "post_merge":
      if (isObject(old) && isObject(fresh)) return updated(old, fresh);
      if (isObject(old) && fresh === null) return old;
      if (Array.isArray(old) && Array.isArray(fresh)) return joined(old, fresh);
      return fresh;
    case "pre_merge":
      if (isObject(old) && isObject(fresh)) return updated(fresh, old);
      if (Array.isArray(old) && Array.isArray(fresh)) return joined(fresh, old);
      return old;
    default:
      return strategy satisfies never;
  }
}

/** Deep: the second wins per key; keys of the first come first. A param, or a hyper-parameter, is one thing and replaced whole. */
function updated(under: Fields, over: Fields): Fields {
  const result: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isObject(below) && isObject(value) && !isParam(below) ? updated(below, value) : value;
  }
  return result;
}

const PARAM_KEYS: ReadonlySet<string> = new Set([
  "value",
  "ref",
  "contextOnly",
  "connection",
  "toInit",
  "toEnv",
  "kind",
]);
const isParam = (value: Fields): boolean => "value" in value && Object.keys(value).every((key) => PARAM_KEYS.has(key));

/** Items that are equal as data are told by their text: each is looked at once, however long the lists are. */
function joined(first: readonly unknown[], second: readonly unknown[]): unknown[] {
  const known = new Set(first.map(jsonKey));
  return [...first, ...second.filter((item) => !known.has(jsonKey(item)))];
}

import { isTemplate } from "@polyaxon/compiler";
import type { CompiledOperation, Operation } from "@polyaxon/spec";

/** What an operation asks for by name, each name once. */
export interface NamedThings {
  readonly connections: readonly string[];
  /** As written: `queue`, or `agent/queue`. */
  readonly queues: readonly string[];
  readonly namespaces: readonly string[];
  /** Presets that are stored on the server. */
  readonly presets: readonly string[];
}

/**
 * The names in an operation, in its component, and in all operations of its dags, builds, hooks and tuners. Names that a template
 * makes are known only when the operation is compiled.
 */
export function namedThings(operation: Operation | CompiledOperation): NamedThings {
  const names = {
    connections: new Set<string>(),
    queues: new Set<string>(),
    namespaces: new Set<string>(),
    presets: new Set<string>(),
  };
  const add = (to: Set<string>, value: unknown): void => {
    for (const name of Array.isArray(value) ? (value as readonly unknown[]) : [value])
      if (typeof name === "string" && !isTemplate(name)) to.add(name);
  };
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, item] of Object.entries(value)) {
      if (!Array.isArray(value) && FREE.has(key)) continue;
      if (key === "connection" || key === "connections") add(names.connections, item);
      else if (key === "queue") add(names.queues, item);
      else if (key === "namespace") add(names.namespaces, item);
      else if (key === "presets") add(names.presets, item);
      else visit(item);
    }
  };
  visit(operation);
  const { connections, namespaces, presets, queues } = names;
  return { connections: [...connections], queues: [...queues], namespaces: [...namespaces], presets: [...presets] };
}

/** Names that stand in one and not in the other. */
export function newNames(before: NamedThings, after: NamedThings): NamedThings {
  const only = (key: keyof NamedThings): readonly string[] => after[key].filter((name) => !before[key].includes(name));
  return {
    connections: only("connections"),
    queues: only("queues"),
    namespaces: only("namespaces"),
    presets: only("presets"),
  };
}

export const isNameless = ({ connections, namespaces, presets, queues }: NamedThings): boolean =>
  [connections, namespaces, presets, queues].every((names) => names.length === 0);

/** Sections whose keys are the author's, or an engine's: a `queue` in there is none of ours. */
const FREE: ReadonlySet<string> = new Set([
  "value",
  "validation",
  "container",
  "sidecars",
  "volumes",
  "environment",
  "schedulingPolicy",
  "runtimeEnv",
  "metadata",
  "elasticPolicy",
  "autoscalerOptions",
]);

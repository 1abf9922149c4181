import type { TriggerPolicy } from "@polyaxon/spec";

/** What an operation waits for, as far as its trigger looks at it. */
export interface Waiting {
  readonly name: string;
  /** Absent: `all_succeeded`. A template says nothing yet. */
  readonly trigger?: string | undefined;
  readonly upstreams: readonly string[];
  /** It is skipped with an upstream, without its trigger being asked. */
  readonly skipsWithUpstream: boolean;
  /** It also starts on events: its trigger does not decide alone. */
  readonly isOpen: boolean;
}

export type Outcome = "succeeded" | "failed";

/** Why an operation can never start: `upstream` would have to end in two ways, each with the operation that asks for it. */
export interface NeverStarts {
  readonly name: string;
  readonly upstream: string;
  readonly succeededFor: string;
  readonly failedFor: string;
}

/** Steps after which nothing more is looked for: a check stays quick however large the graph. */
const MOST_STEPS = 200_000;

/**
 * The operations of a graph whose triggers contradict each other, so that they never start. Only what must hold in every run is
 * followed (one of several upstreams is a choice, so it is not), so what is found is certain. Names in the order of `waiting`,
 * which has no cycles; what never starts only because its upstream does not is left out.
 */
export function neverStarting(waiting: readonly Waiting[]): readonly NeverStarts[] {
  const byName = new Map(waiting.map((each) => [each.name, each] as const));
  // Without a trigger that asks for a failure nothing can contradict.
  if (!waiting.some((each) => requiredOutcome(each) === "failed")) return [];
  const found = new Map<string, NeverStarts>();
  let steps = 0;
  for (const { name } of waiting) {
    const wanted = new Map<string, { readonly outcome: Outcome; readonly by: string }>();
    const started = new Set([name]);
    // A set is walked in the order of insertion, with what is added on the way.
    search: for (const current of started) {
      const each = byName.get(current);
      const outcome = each === undefined ? null : requiredOutcome(each);
      if (each === undefined || outcome === null) continue;
      for (const upstream of each.upstreams) {
        if (++steps > MOST_STEPS) return [...found.values()];
        const before = wanted.get(upstream);
        if (before !== undefined && before.outcome !== outcome) {
          const [succeededFor, failedFor] = outcome === "failed" ? [before.by, current] : [current, before.by];
          found.set(name, { name, upstream, succeededFor, failedFor });
          break search;
        }
        wanted.set(upstream, { outcome, by: current });
        // A success may also be a skip, which comes without a start where skips are handed on.
        if (outcome === "failed" || byName.get(upstream)?.skipsWithUpstream !== true) started.add(upstream);
      }
    }
  }
  const isInherited = ({ name }: NeverStarts): boolean => {
    const each = byName.get(name);
    return (
      each !== undefined && requiredOutcome(each) !== null && each.upstreams.some((upstream) => found.has(upstream))
    );
  };
  return [...found.values()].filter((each) => !isInherited(each));
}

/** How every upstream has to end for the operation to start; null where the trigger leaves a choice. */
export function requiredOutcome({ isOpen, trigger, upstreams }: Waiting): Outcome | null {
  if (isOpen || upstreams.length === 0) return null;
  const isOnly = upstreams.length === 1;
  switch (trigger as TriggerPolicy | undefined) {
    case undefined:
    case "all_succeeded":
      return "succeeded";
    case "all_failed":
      return "failed";
    case "one_succeeded":
      return isOnly ? "succeeded" : null;
    case "one_failed":
      return isOnly ? "failed" : null;
    default:
      return null;
  }
}

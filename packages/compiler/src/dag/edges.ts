import type { Operation, SpecPath } from "@polyaxon/spec";

/** One operation of a dag with the place where it is written. */
export interface Member {
  readonly name: string;
  readonly operation: Operation;
  readonly path: SpecPath;
}

/** "This operation waits for that one", and where the author said so. */
export interface Edge {
  readonly to: Member;
  readonly upstream: string;
  /** Where in the operation: a dag may have 200,000 edges, and few are ever told of. */
  readonly at: SpecPath;
}

export const edgePath = ({ at, to }: Edge): SpecPath => [...to.path, ...at];

/** Every edge into an operation: its dependencies, what its params take from others, and the events it waits for. */
export function edgesInto(to: Member): readonly Edge[] {
  const { operation } = to;
  const { dependencies, events, params = {} } = operation;
  const edges: Edge[] = [];
  const add = (upstream: string, ...at: SpecPath): void => {
    edges.push({ to, upstream, at });
  };
  // A template instead of a list names nobody yet.
  if (Array.isArray(dependencies)) {
    for (const [index, name] of (dependencies as readonly string[]).entries()) add(name, "dependencies", index);
  }
  for (const [name, { ref }] of Object.entries(params)) {
    const upstream = operationIn(ref);
    if (upstream !== null) add(upstream, "params", name, "ref");
  }
  if (Array.isArray(events)) {
    for (const [index, { ref }] of (events as readonly { readonly ref: string }[]).entries()) {
      const upstream = operationIn(ref);
      if (upstream !== null) add(upstream, "events", index, "ref");
    }
  }
  return edges;
}

/** `ops.train` -> `train`; null for every other reference. */
export function operationIn(ref: string | undefined): string | null {
  const name = ref?.startsWith("ops.") === true ? ref.slice("ops.".length) : "";
  return name === "" || name.includes(".") ? null : name;
}

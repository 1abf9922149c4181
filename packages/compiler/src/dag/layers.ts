/** Who waits for whom: every name of the graph with the names it waits for, all of them in the graph. */
export type Upstreams = ReadonlyMap<string, readonly string[]>;

export interface Layering {
  /** What may start first, what may start once those are done, and so on; names in the order of the graph. */
  readonly layers: readonly (readonly string[])[];
  /** Each as a closed path: `a`, `b`, `a` when `b` waits for `a` and `a` for `b`. */
  readonly cycles: readonly (readonly string[])[];
  /** Names that are in no layer because they wait, directly or not, for a cycle. */
  readonly unreachable: readonly string[];
}

/** Topological sort by layers, in time linear in names and edges. */
export function layersOf(upstreams: Upstreams): Layering {
  const missing = new Map<string, number>();
  const downstream = new Map<string, string[]>();
  for (const [name, waitsFor] of upstreams) {
    missing.set(name, waitsFor.length);
    for (const upstream of waitsFor) {
      const known = downstream.get(upstream);
      if (known === undefined) downstream.set(upstream, [name]);
      else known.push(name);
    }
  }
  const place = new Map([...upstreams.keys()].map((name, index) => [name, index] as const));
  const layers: string[][] = [];
  let layer = [...upstreams.keys()].filter((name) => missing.get(name) === 0);
  while (layer.length > 0) {
    layers.push(layer);
    const next: string[] = [];
    for (const name of layer) {
      missing.delete(name);
      for (const waiting of downstream.get(name) ?? []) {
        const left = (missing.get(waiting) ?? 0) - 1;
        missing.set(waiting, left);
        if (left === 0) next.push(waiting);
      }
    }
    layer = next.toSorted((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
  }
  return { layers, ...stuck(new Set(missing.keys()), upstreams) };
}

/** What is left after the sort: each name still waits for another one of these, so walking upstream ends in a cycle. */
function stuck(left: ReadonlySet<string>, upstreams: Upstreams): Pick<Layering, "cycles" | "unreachable"> {
  const cycles: string[][] = [];
  const onCycle = new Set<string>();
  const seen = new Set<string>();
  for (const start of left) {
    const walked: string[] = [];
    let current: string | undefined = start;
    while (current !== undefined && !seen.has(current)) {
      seen.add(current);
      walked.push(current);
      current = (upstreams.get(current) ?? []).find((name) => left.has(name));
    }
    const from = current === undefined ? -1 : walked.indexOf(current);
    if (from < 0) continue;
    // Walked from the waiting to the awaited; printed in the order things would run.
    const cycle = walked.slice(from).reverse();
    for (const name of cycle) onCycle.add(name);
    cycles.push([...cycle, cycle[0] ?? ""]);
  }
  return { cycles, unreachable: [...left].filter((name) => !onCycle.has(name)) };
}

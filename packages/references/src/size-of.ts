interface Size {
  /** Mappings, lists and scalars, counting again whatever stands in it twice. */
  readonly values: number;
  /** Mappings and lists inside each other. */
  readonly depth: number;
}

const SCALAR: Size = { values: 1, depth: 0 };
const known = new WeakMap<object, Size>();

/** How large a document is when it is written out. Parts that it shares are looked at once. */
export function sizeOf(value: unknown): Size {
  if (typeof value !== "object" || value === null) return SCALAR;
  const before = known.get(value);
  if (before !== undefined) return before;
  let values = 1;
  let depth = 0;
  for (const item of Object.values(value)) {
    const inner = sizeOf(item);
    values += inner.values;
    depth = Math.max(depth, inner.depth);
  }
  const size = { values, depth: depth + 1 };
  known.set(value, size);
  return size;
}

/**
 * Told about each value that a builder makes. `polyaxon run -f pipeline.ts` sets it, to know on which line of the author's
 * file a value was made; elsewhere there is none and building costs nothing.
 */
type Listener = (value: object) => void;

const LISTENER = Symbol.for("polyaxon.authoring.built");

export function built<T extends object>(value: T): T {
  (globalThis as { readonly [LISTENER]?: Listener })[LISTENER]?.(value);
  return value;
}
